/** Work that stops after each of its parts until somebody has it go on. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Every platform has it; it is all that core needs of one. */
declare function setTimeout(callback: () => void): unknown;

/** Does all of it without a break. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does it part by part: between two of them, what else waits in this process has its turn. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise<void>((turn) => setTimeout(turn));
  }
}

/** The same work, with a call after each part. */
export function* reporting<T>(steps: Steps<T>, report: () => void): Steps<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    report();
    yield;
  }
}
