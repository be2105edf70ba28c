import { AdditiveCandidate, type AdditiveCandidateOptions } from '../../src/additive-model/additive-candidate.js';
import { AdditiveScorer } from '../../src/additive-model/additive-scorer.js';
import { LinearCandidate } from '../../src/linear-model/linear-candidate.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { PreparedRows } from '../../src/models/prepared-rows.js';
import type { FittedPreprocessor } from '../../src/preprocessing/fitted-preprocessor.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import type { Table } from '../../src/table/table.js';

/** The features of simulated visitors. */
export const FEATURES = [
  { name: 'visits', kind: 'numeric', log1p: true },
  { name: 'price', kind: 'numeric' },
  { name: 'recency', kind: 'numeric' },
  { name: 'noise', kind: 'numeric' },
  { name: 'device', kind: 'categorical' },
  { name: 'country', kind: 'categorical' },
] as const;

export interface Visitors {
  readonly table: Table;
  readonly labels: Float64Array;
}

export const preprocessingOf = ({ table }: Pick<Visitors, 'table'>) =>
  new Preprocessor(FEATURES, { minLevelCount: 20 }).fit(table);

/** An additive model of visitors, and what scores with it. */
export function fitVisitors(
  visitors: Visitors,
  options: Partial<AdditiveCandidateOptions> & {
    readonly sampleWeight?: Float64Array;
    readonly preprocessing?: FittedPreprocessor;
  } = {},
) {
  const { sampleWeight, preprocessing = preprocessingOf(visitors), ...settings } = options;
  const prepared = new PreparedRows(visitors.table, undefined, preprocessing);
  const candidate = new AdditiveCandidate({ C: 1, ...settings });
  const fitted = candidate.fit({ prepared, labels: visitors.labels, sampleWeight });
  const model = fitted.toModel(0);
  const scorable = { preprocessing: preprocessing.transformers, model, calibration: { method: 'none' } } as const;
  return { prepared, preprocessing, candidate, fitted, model, scorable, scorer: new AdditiveScorer(scorable) };
}

/** η of other visitors by a linear model of the same rows. */
export function linearEta({ table, labels }: Visitors, other: Table): Float64Array {
  const preprocessing = preprocessingOf({ table });
  const rows = { prepared: new PreparedRows(table, undefined, preprocessing), labels };
  const fitted = new LinearCandidate('LogisticRegression', new LogisticRegression({ C: 1 })).fit(rows);
  return fitted.decisionFunction(new PreparedRows(other, undefined, preprocessing));
}

/** The largest distance of two numbers at one place. */
export const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
