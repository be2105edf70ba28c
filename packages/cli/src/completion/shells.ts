import { bashCompletion } from './bash-completion.js';
import type { CommandTree } from './command-tree.js';
import { fishCompletion } from './fish-completion.js';
import { zshCompletion } from './zsh-completion.js';

/** How a completion script is written, by the name of its shell. */
export const COMPLETIONS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
} as const satisfies Record<string, (tree: CommandTree) => string>;

export type Shell = keyof typeof COMPLETIONS;

/** Shells that a script can be written for. */
export const SHELLS = Object.keys(COMPLETIONS) as Shell[];
