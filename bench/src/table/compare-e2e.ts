import { fileURLToPath } from 'node:url';
import { dataSet } from '../generate/data-set.js';
import { CATEGORICAL_NAMES, LABEL_NAME } from '../generate/synthetic-users.js';
import { type Contender, interleaved } from '../reference/interleaved.js';
import { pythonEnvironment } from '../reference/python-environment.js';
import { sklearnArguments } from '../reference/sklearn-command.js';
import { measurementTable } from './measurement-table.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The whole path on generated users, beside scikit-learn's, for each number of them. @returns Markdown */
export async function compareE2e(
  cache: string,
  sizes: readonly number[],
  runs: number,
  report: (line: string) => void,
): Promise<string> {
  const sections: string[] = [];
  for (const nRows of sizes) {
    report(`${nRows} rows`);
    const contenders = contendersOf(cache, await dataSet(cache, nRows), report);
    sections.push(measurementTable(nRows, runs, interleaved(contenders, runs, report)));
  }
  return sections.join('\n\n');
}

function contendersOf(cache: string, data: string, report: (line: string) => void): Contender[] {
  const columns = { label: LABEL_NAME, categorical: CATEGORICAL_NAMES };
  const categorical = CATEGORICAL_NAMES.join(',');
  const ours: Contender = {
    name: 'propensity',
    program: process.execPath,
    args: [MAIN, 'e2e', '--data', data, '--label', LABEL_NAME, '--categorical', categorical, '--json'],
  };
  const environment = pythonEnvironment(cache);
  if ('missing' in environment) {
    report(`scikit-learn is skipped: ${environment.missing}`);
    return [ours];
  }
  const sklearn = (name: string, solver: string, tol: string): Contender => ({
    name,
    program: environment.python,
    args: sklearnArguments({ ...columns, data, solver, tol, C: 1 }),
  });
  return [
    ours,
    sklearn('scikit-learn newton-cholesky, tol 1e-9', 'newton-cholesky', '1e-9'),
    sklearn('scikit-learn lbfgs, default tol', 'lbfgs', 'default'),
  ];
}
