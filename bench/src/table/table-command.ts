import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { writeUsers } from '../generate/generate-command.js';
import { CATEGORICAL_NAMES, LABEL_NAME } from '../generate/synthetic-users.js';
import { commaSeparated, positiveNumber } from '../option-values.js';
import { pythonEnvironment } from '../reference/python-environment.js';
import { type Measured, runMeasured } from '../reference/run-measured.js';
import { sklearnArguments } from '../reference/sklearn-command.js';
import { measurementTable } from './measurement-table.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));
const SEED = 20261124;
const MARKS = ['<!-- table -->', '<!-- /table -->'] as const;

/** A program that is measured, by its name in the table. */
interface Contender {
  readonly name: string;
  readonly program: string;
  readonly args: (data: string) => readonly string[];
}

/** `bench table`: measures everything, and writes the table of bench/README.md. @param write takes what goes to stdout */
export function tableCommand(write: (text: string) => void, cache: string): Command {
  return new Command('table')
    .description(
      'Measure e2e against scikit-learn on generated users, interleaved, and write the table of bench/README.md.',
    )
    .option('--rows <a,b,…>', 'numbers of users', commaSeparated, ['100000', '1000000'])
    .option('--runs <number>', 'of each, in turn; the table has their medians', positiveNumber, 5)
    .action(async ({ rows, runs }: { rows: string[]; runs: number }) => {
      const contenders = contendersOf(cache, write);
      const sections: string[] = [];
      for (const nRows of rows.map(Number)) {
        const data = await dataSet(cache, nRows);
        const measured = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
        for (let run = 0; run < runs; run++) {
          for (const { name, program, args } of contenders) {
            const one = runMeasured(program, args(data));
            measured.get(name)!.push(one);
            write(`${nRows} rows, run ${run + 1} of ${runs}: ${name} ${one.seconds.toFixed(2)} s`);
          }
        }
        sections.push(measurementTable(nRows, runs, measured));
      }
      const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
      const text = [machine, ...sections].join('\n\n');
      writeFileSync(README, between(readFileSync(README, 'utf8'), text));
      write(text);
    });
}

function contendersOf(cache: string, write: (text: string) => void): Contender[] {
  const columns = { label: LABEL_NAME, categorical: CATEGORICAL_NAMES };
  const categorical = CATEGORICAL_NAMES.join(',');
  const ours: Contender = {
    name: 'propensity',
    program: process.execPath,
    args: (data) => [MAIN, 'e2e', '--data', data, '--label', LABEL_NAME, '--categorical', categorical, '--json'],
  };
  const environment = pythonEnvironment(cache);
  if ('missing' in environment) {
    write(`scikit-learn is skipped: ${environment.missing}`);
    return [ours];
  }
  const sklearn = (name: string, solver: string, tol: string): Contender => ({
    name,
    program: environment.python,
    args: (data) => sklearnArguments({ ...columns, data, solver, tol, C: 1 }),
  });
  return [
    ours,
    sklearn('scikit-learn newton-cholesky, tol 1e-9', 'newton-cholesky', '1e-9'),
    sklearn('scikit-learn lbfgs, default tol', 'lbfgs', 'default'),
  ];
}

async function dataSet(cache: string, nRows: number): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `users-${nRows}-${SEED}.csv`);
  if (!existsSync(path)) await writeUsers(path, nRows, SEED);
  return path;
}

function between(readme: string, text: string): string {
  const [from, to] = MARKS.map((mark) => readme.indexOf(mark)) as [number, number];
  return `${readme.slice(0, from + MARKS[0].length)}\n\n${text}\n\n${readme.slice(to)}`;
}
