import type { Readable, Writable } from 'node:stream';
import type { TerminalFacts } from './render/screen.js';

/** Streams, environment and clock of the command, passed in so that it can be tested. */
export interface Io {
  /** Results only. */
  readonly out: Writable & TerminalFacts;
  /** Progress, logs and errors. */
  readonly err: Writable & TerminalFacts;
  /** Where answers come from; questions are asked only when it is a terminal. */
  readonly in?: Readable & { readonly isTTY?: boolean };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch, UTC. */
  readonly clock: () => number;
}
