import type { DuckDBConnection } from '@duckdb/node-api';
import { type Calibration, scorerOf, Table } from '@propensity/core';
import { findScoreDisagreement } from '@propensity/core/jobs';
import type { LinearModel } from '@propensity/core/linear-model';
import type { ScorableModel } from '@propensity/core/models';
import type { FittedNumeric } from '@propensity/core/preprocessing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbDialect, relation, scoringSql } from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

const ROWS = 500;
/** Standard scores in [−3, 3), unlike for other features. */
const standardScores = (feature: number) =>
  Float64Array.from({ length: ROWS }, (_, i) => 6 * (((i + 1) * (0.618034 + 0.0754877 * feature)) % 1) - 3);

interface Case {
  readonly transformer: FittedNumeric;
  readonly coef: number;
  readonly values: Float64Array;
}

/** A feature whose values lie `scale` about `mean`, both after the logarithm where there is one. */
function feature(index: number, log1p: boolean, mean: number, scale: number, coef: number): Case {
  const values = standardScores(index).map((z) => (log1p ? Math.expm1(mean + scale * z) : mean + scale * z));
  const name = `x${index}`;
  return {
    transformer: { kind: 'numeric', name, log1p, impute: values[0]!, mean, scale, missingIndicator: false },
    coef,
    values,
  };
}

function modelOf(cases: readonly Case[], calibration: Calibration): ScorableModel {
  const model: LinearModel = {
    kind: 'linear',
    estimator: 'LogisticRegression',
    C: 1,
    coef: cases.map(({ coef }) => coef),
    intercept: -2,
    nIter: 1,
    converged: true,
  };
  return { preprocessing: cases.map(({ transformer }) => transformer), model, calibration };
}

const tableOf = (cases: readonly Case[]) =>
  new Table(cases.map(({ transformer, values }) => [transformer.name, { kind: 'numeric', values }] as const));

async function warehouseScores(model: ScorableModel, cases: readonly Case[]): Promise<Float64Array> {
  const rows = Array.from({ length: ROWS }, (_, i) => [
    `'u${i}'`,
    i,
    ...cases.map(({ values }) => duckdbDialect.float(values[i]!)),
  ]);
  const names = cases.map(({ transformer }) => transformer.name).join(', ');
  await connection.run(
    `CREATE OR REPLACE TABLE snapshot AS SELECT user_id, event_count, ${cases.map(({ transformer: { name } }) => `CAST(${name} AS DOUBLE) AS ${name}`).join(', ')}
     FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS v(user_id, event_count, ${names})`,
  );
  const sql = scoringSql({ dialect: duckdbDialect, artifact: model, snapshot: relation('snapshot') });
  const scored = await rowsOf(connection, `SELECT proba FROM (${sql}) ORDER BY event_count`);
  return Float64Array.from(scored, ({ proba }) => Number(proba));
}

/** Ordinary features, as most models have them. */
const ORDINARY = [
  feature(1, true, 1.2, 0.8, 0.7),
  feature(2, true, 0.1, 0.3, -0.4),
  feature(3, false, 0.5, 0.25, 0.3),
  feature(4, false, 1e9, 0.01, -0.2),
];
const HONEST: readonly (readonly [string, readonly Case[]])[] = [
  ['ordinary numbers', ORDINARY],
  // An event that reaches everybody at 03:00 ± 3 seconds, in days before midnight.
  ['a recency that differs by seconds', [...ORDINARY, feature(5, true, Math.log1p(0.125), 1.8e-5, 0.9)]],
  ['a recency that differs by tenths of a second', [...ORDINARY, feature(5, true, Math.log1p(0.875), 4.8e-6, -0.24)]],
  ['sums of tiny amounts', [...ORDINARY, feature(5, true, 3e-7, 1e-7, 1.1)]],
  ['a mean just below the hundredfold deviation', [...ORDINARY, feature(5, true, 5, 0.0501, 0.6)]],
];
const CALIBRATIONS: readonly Calibration[] = [
  { method: 'none' },
  { method: 'platt', slope: 2.5, intercept: -0.5 },
  { method: 'beta', a: 0.4, b: 1.8, c: -0.3 },
  { method: 'smooth', eta: [-6, -3, -2.9, 0, 2], logit: [-7, -4, -3, -1.5, 1] },
  { method: 'isotonic', eta: [-6, -3, -2.9, 0, 2], logit: [-7, -4, -3, -1.5, 1] },
  { method: 'recalibrated', of: { method: 'platt', slope: 2.5, intercept: -0.5 }, slope: 1.2, shift: 0.7 },
];

describe.each(HONEST)('of a model with %s', (what, cases) => {
  test.each(CALIBRATIONS)('the warehouse is within the bound: %j', async (calibration) => {
    const model = modelOf(cases, calibration);
    const scorer = scorerOf(model);
    const table = tableOf(cases);
    const proba = await warehouseScores(model, cases);
    const expected = scorer.predictProba(table);
    const bounds = scorer.roundingBound(table);
    proba.forEach((p, row) => {
      expect(Math.abs(p - expected[row]!)).toBeLessThanOrEqual(bounds[row]!);
    });
    expect(findScoreDisagreement(scorer, table, proba)).toBeNull();
    // A bound that allowed everything would be none.
    expect(Math.max(...bounds)).toBeLessThan(what === 'ordinary numbers' ? 3e-14 : 1e-8);
  });

  test.each(cases.map(({ transformer: { name } }, index) => [name, index] as const))(
    'a warehouse with the coefficient of %s wrong by 1e-7 of it is found out',
    async (_, index) => {
      const model = modelOf(cases, { method: 'none' });
      const wrong = cases.map((each, k) => (k === index ? { ...each, coef: each.coef * (1 + 1e-7) } : each));
      const proba = await warehouseScores(modelOf(wrong, { method: 'none' }), cases);
      expect(findScoreDisagreement(scorerOf(model), tableOf(cases), proba)).not.toBeNull();
    },
  );
});

test('rounding moves an honest model by more than the 1e-12 that was once all that was allowed', async () => {
  const [, cases] = HONEST[2]!;
  const model = modelOf(cases, { method: 'none' });
  const expected = scorerOf(model).predictProba(tableOf(cases));
  const differences = (await warehouseScores(model, cases)).map((p, row) => Math.abs(p - expected[row]!));
  expect(Math.max(...differences)).toBeGreaterThan(1e-12);
});

test.each(ORDINARY.map((_, index) => index))(
  'a coefficient of an ordinary model, wrong by 1e-9 of it, is found out: %i',
  async (index) => {
    const wrong = ORDINARY.map((each, k) => (k === index ? { ...each, coef: each.coef * (1 + 1e-9) } : each));
    const proba = await warehouseScores(modelOf(wrong, { method: 'none' }), ORDINARY);
    const found = findScoreDisagreement(scorerOf(modelOf(ORDINARY, { method: 'none' })), tableOf(ORDINARY), proba);
    expect(found!.difference).toBeGreaterThan(found!.allowed);
  },
);
