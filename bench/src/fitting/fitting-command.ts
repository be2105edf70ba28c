import { Command, Option } from 'commander';
import { positiveNumber } from '../option-values.js';
import { compareFitting } from './compare-fitting.js';
import { FITTERS, type FitterName } from './fitters.js';
import { measureFit } from './measure-fit.js';

interface FittingOptions {
  readonly rows: number;
  readonly columns: number;
  readonly runs: number;
  readonly only?: FitterName;
  readonly json?: boolean;
}

/** `bench fitting`: a fit small enough for ml-logistic-regression. @param write takes what goes to stdout */
export function fittingCommand(write: (text: string) => void): Command {
  return new Command('fitting')
    .description('Fit a small dense problem by LogisticRegression and ml-logistic-regression, interleaved.')
    .option('--rows <number>', 'number of rows', positiveNumber, 2000)
    .option('--columns <number>', 'number of columns', positiveNumber, 20)
    .option('--runs <number>', 'of each, in turn; medians are shown', positiveNumber, 5)
    .addOption(new Option('--only <name>', 'this one alone, in this process').choices(Object.keys(FITTERS)))
    .option('--json', 'print one JSON object; with --only')
    .action(async ({ rows, columns, runs, only, json }: FittingOptions) => {
      if (only === undefined) {
        write(compareFitting({ rows, columns }, runs, (line) => process.stderr.write(`${line}\n`)));
        return;
      }
      const result = await measureFit(only, rows, columns);
      write(json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
    });
}
