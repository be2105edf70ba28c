import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const PACKAGES = join(import.meta.dirname, '../../..');
/** What only a linear model has. */
const NAMES = /\b(?:coef|intercept|LinearScorer)\b/;
/** The rooms of the linear model, and what has parameters of these names of its own. */
const MAY_NAME_THEM = [
  'core/src/linear-model/',
  // An additive model has a linear part.
  'core/src/additive-model/',
  // A fit by sums of the rows is one of a linear model: of others nobody knows such sums.
  'core/src/aggregated-fit/',
  'core/src/ports/training-rows.ts',
  'core/src/jobs/fit-by-aggregates.ts',
  'core/src/jobs/rows-in-warehouse.ts',
  'core/src/jobs/aggregated-distributions.ts',
  'core/src/in-memory/in-memory-training-rows.ts',
  'warehouse-sql/src/training/',
  'adapter-tests/src/suites/warehouse-training-suite.ts',
  'core/src/kernels/',
  'warehouse-sql/src/scoring/linear/',
  'warehouse-sql/src/scoring/additive/',
  // Platt's and the beta calibration are fitted lines, and so is a recalibration.
  'core/src/recalibration/',
  'core/src/calibration/',
  'core/src/calibration-fitting/',
  'warehouse-sql/src/scoring/calibration-sql.ts',
  'core/src/index.ts',
  'core/src/entries/',
  'simulator/src/',
];

it('a linear model’s numbers are named in its rooms only', () => {
  const sources = readdirSync(PACKAGES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => filesUnder(join(PACKAGES, name, 'src')));
  expect(sources.length).toBeGreaterThan(200);
  const offenders = sources
    .map((path) => relative(PACKAGES, path))
    .filter((path) => !MAY_NAME_THEM.some((allowed) => path.startsWith(allowed)))
    .filter((path) => NAMES.test(withoutExamples(readFileSync(join(PACKAGES, path), 'utf8'))));
  expect(offenders).toEqual([]);
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** An example of scoring has to write a model out. */
function withoutExamples(source: string): string {
  return source.replace(/@example[\s\S]*?(?=\n \* @|\*\/)/g, '');
}
