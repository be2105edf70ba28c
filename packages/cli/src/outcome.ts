import { EXIT } from './exit-code.js';

/** What a command leaves: a value for `--json`, a text for people, an exit code. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode: number;
}

export function outcome(json: unknown, text: string, exitCode: number = EXIT.done): Outcome {
  return { json, text, exitCode };
}
