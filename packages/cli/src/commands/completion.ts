import type { Command } from 'commander';
import { commandTree } from '../completion/command-tree.js';
import { COMPLETIONS, type Shell } from '../completion/shells.js';
import { type Outcome, outcome } from '../outcome.js';
import type { CompletionResult } from '../results.js';

/** The script that completes the command line of `program` in a shell. */
export function completionCommand(program: Command, shell: Shell): Outcome {
  const script = COMPLETIONS[shell](commandTree(program));
  const json: CompletionResult = { job: 'completion', shell, script };
  return outcome(json, () => script.trimEnd());
}
