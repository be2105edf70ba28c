/** Port: how a job reports what it is doing. Implementations draw a bar, write a log line, or do nothing. */
export interface Progress {
  /** A step begins; `total` units of work follow where that is known. */
  step(message: string, total?: number): void;
  /** `done` of the step's units are done. */
  advance(done: number): void;
  /** Something a reader should know that is not an error. */
  warn(message: string): void;
  /** A detail for the log: what a statement reads and costs. Left out where nobody would read it. */
  note?(message: string): void;
}

/** A progress that says nothing. */
export const silentProgress: Progress = { step() {}, advance() {}, warn() {} };
