import { fileURLToPath } from 'node:url';
import { PropensityError } from '@propensity/core';
import { Command, CommanderError } from 'commander';
import { e2eCommand } from './e2e/e2e-command.js';
import { fittingCommand } from './fitting/fitting-command.js';
import { generateCommand } from './generate/generate-command.js';
import { parityCommand } from './parity/parity-command.js';
import { rareCommand } from './rare/rare-command.js';
import { sklearnCommand } from './reference/sklearn-command.js';
import { scoringCommand } from './scoring/scoring-command.js';
import { tableCommand } from './table/table-command.js';
import { featuresCommand } from './warehouse/features-command.js';
import { predictionsCommand } from './warehouse/predictions-command.js';

const write = (text: string) => process.stdout.write(`${text}\n`);
/** Where data sets and the virtual environment are kept. */
const CACHE = fileURLToPath(new URL('../../.cache/bench', import.meta.url));
const json = process.argv.includes('--json');

const program = new Command('bench').description('Measurements of Propensity against references.');
program.addCommand(parityCommand(write));
program.addCommand(e2eCommand(write));
program.addCommand(generateCommand(write));
program.addCommand(sklearnCommand(write, CACHE));
program.addCommand(scoringCommand(write, CACHE));
program.addCommand(fittingCommand(write));
program.addCommand(predictionsCommand(write, CACHE));
program.addCommand(featuresCommand(write, CACHE));
program.addCommand(rareCommand(write));
program.addCommand(tableCommand(write, CACHE));
for (const command of [program, ...program.commands]) {
  command.exitOverride().configureOutput({ writeErr: (text) => json || process.stderr.write(text) });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}

/** Tells of the error and returns the exit code: 2 wrong usage, 3 refused by a check, 1 anything else. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (json) report('usage', error.message.replace(/^error: /, ''), 'See --help.');
    return 2;
  }
  if (!PropensityError.is(error)) throw error;
  if (json) report(error.code, error.message, error.hint);
  else process.stderr.write(`${[error.message, error.hint].filter((text) => text !== '').join('\n')}\n`);
  return error.kind === 'usage' ? 2 : error.kind === 'refused' ? 3 : 1;
}

function report(code: string, message: string, hint: string): void {
  write(JSON.stringify({ error: { code, message, hint } }));
}
