import { Command } from 'commander';
import { commaSeparated, positiveNumber } from '../option-values.js';
import { type ParityResult, parity } from './parity.js';

/** `bench parity`: its options, and what it prints. @param write takes what goes to stdout */
export function parityCommand(write: (text: string) => void): Command {
  return new Command('parity')
    .description('Fit a CSV file as scikit-learn would; print coefficients, objective and metrics on held-out rows.')
    .requiredOption('--csv <file>', 'CSV file with a header line')
    .requiredOption('--label <column>', 'the column to predict')
    .option('--positive <value>', 'the label of a positive row (default: 1, true or yes)')
    .option('--categorical <a,b,…>', 'columns that are categories; the others are numbers', commaSeparated)
    .option('--drop <c,d,…>', 'columns to leave out', commaSeparated)
    .option('--C <number>', 'inverse strength of the L2 penalty', positiveNumber, 1)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nData rows 0, 5, 10, … test; the others train. A missing number is the training median, a missing category the level "".',
    )
    .action(async (options) => {
      const result = await parity(options);
      write(options.json ? JSON.stringify(result) : describe(result));
    });
}

function describe(result: ParityResult): string {
  const { coef, notes, ...figures } = result;
  const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(10)} ${value}`);
  return [
    ...lines,
    ...notes,
    '',
    ...Object.entries(coef).map(([name, value]) => `${value.toFixed(9).padStart(16)}  ${name}`),
  ].join('\n');
}
