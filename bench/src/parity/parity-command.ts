import { Command } from 'commander';
import { addFileOptions } from '../columns/file-options.js';
import { type ParityResult, parity } from './parity.js';

/** `bench parity`: its options, and what it prints. @param write takes what goes to stdout */
export function parityCommand(write: (text: string) => void): Command {
  return addFileOptions(
    new Command('parity')
      .description('Fit a CSV file as scikit-learn would; print coefficients, objective and metrics on held-out rows.')
      .requiredOption('--csv <file>', 'CSV file with a header line'),
  )
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
