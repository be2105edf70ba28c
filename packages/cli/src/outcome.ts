import { EXIT } from './exit-code.js';
import type { Screen } from './render/screen.js';

/** A text for the screen on which it will stand. */
export type Render = (screen: Screen) => string;

/** What a command leaves: a value for `--json`, a text for people, an exit code. */
export interface Outcome {
  readonly json: unknown;
  /** Free text is broken where it is too long for the screen; what is rendered knows the screen, and is left as it is. */
  readonly text: string | Render;
  readonly exitCode: number;
}

export function outcome(json: unknown, text: string | Render, exitCode: number = EXIT.done): Outcome {
  return { json, text, exitCode };
}
