import { confirm, isCancel, select, text } from '@clack/prompts';
import { PropensityError } from '@propensity/core';
import type { Io } from '../io.js';

/** One of several answers, and what is said of it. */
export interface Choice {
  readonly value: string;
  readonly hint: string;
}

/** Asks on a terminal, where that is wanted; elsewhere what is proposed is the answer. */
export class Questions {
  constructor(
    readonly io: Io,
    readonly asks: boolean,
  ) {}

  /** What was given on the command line, else the answer, else the proposal. @throws PropensityError `cancelled` */
  async text(message: string, given: string | undefined, proposal?: string): Promise<string | undefined> {
    if (given !== undefined || !this.asks) return given ?? proposal;
    const initial = proposal === undefined ? {} : { initialValue: proposal };
    return answered<string>(await text({ message, ...initial, output: this.io.err }));
  }

  /** The answer among `choices`, of which the first is proposed and, where nobody can be asked, taken. @throws PropensityError `cancelled` */
  async choice(message: string, choices: readonly Choice[]): Promise<string> {
    const [first] = choices;
    if (!this.asks || first === undefined) return first?.value ?? '';
    const options = choices.map(({ value, hint }) => ({ value, label: value, hint }));
    return answered<string>(await select({ message, options, maxItems: 12, output: this.io.err }));
  }

  /** False where nobody can be asked. @throws PropensityError `cancelled` */
  async confirm(message: string): Promise<boolean> {
    return this.asks && answered<boolean>(await confirm({ message, output: this.io.err }));
  }
}

function answered<T>(value: T | symbol): T {
  if (isCancel(value)) {
    throw new PropensityError('cancelled', 'Cancelled; nothing was written.', { kind: 'refused' });
  }
  return value as T;
}
