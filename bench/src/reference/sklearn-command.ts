import { Command } from 'commander';
import { commaSeparated, positiveNumber } from '../option-values.js';
import { pythonEnvironment, SKLEARN_SCRIPT } from './python-environment.js';
import { runMeasured } from './run-measured.js';

export interface SklearnOptions {
  readonly data: string;
  readonly label: string;
  readonly categorical?: readonly string[];
  readonly drop?: readonly string[];
  readonly solver: string;
  readonly tol: string;
  readonly C: number;
}

/** Arguments of the Python program. */
export function sklearnArguments({
  data,
  label,
  categorical = [],
  drop = [],
  solver,
  tol,
  C,
}: SklearnOptions): string[] {
  return [SKLEARN_SCRIPT, data, label, categorical.join(','), drop.join(','), solver, tol, String(C)];
}

/** `bench sklearn`: the path of `e2e` in scikit-learn. @param write takes what goes to stdout */
export function sklearnCommand(write: (text: string) => void, cache: string): Command {
  return new Command('sklearn')
    .description(
      'The path of e2e in scikit-learn 1.9.1, in a virtual environment made for it; skips where there is no Python.',
    )
    .requiredOption('--data <file>', 'CSV or Parquet file')
    .requiredOption('--label <column>', 'the column to predict: 0 or 1')
    .option('--categorical <a,b,…>', 'columns that are categories; the others are numbers', commaSeparated)
    .option('--drop <c,d,…>', 'columns to leave out', commaSeparated)
    .option('--solver <name>', 'of LogisticRegression', 'newton-cholesky')
    .option('--tol <number>', 'or "default"', '1e-9')
    .option('--C <number>', 'inverse strength of the L2 penalty', positiveNumber, 1)
    .option('--json', 'print one JSON object')
    .action((options) => {
      const environment = pythonEnvironment(cache);
      if ('missing' in environment) {
        write(options.json ? JSON.stringify({ skipped: environment.missing }) : `skipped: ${environment.missing}`);
        return;
      }
      const { result } = runMeasured(environment.python, sklearnArguments(options));
      write(options.json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
    });
}
