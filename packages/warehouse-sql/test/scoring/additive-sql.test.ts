import type { DuckDBConnection } from '@duckdb/node-api';
import { type Row, tableFromRows } from '@propensity/core';
import { type AdditiveModel, AdditiveScorer, type FeatureBins } from '@propensity/core/additive-model';
import { designColumnNames, type FittedTransformer } from '@propensity/core/preprocessing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbDialect, googlesqlDialect, queryRelation, relation, scoringSql } from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

const LEVELS = ["o'clock", '\\', '', 'A', 'a', 'ü', '(missing)', 'NULL'];

const PREPROCESSING: readonly FittedTransformer[] = [
  { kind: 'numeric', name: 'x', log1p: true, impute: 2, mean: 1, scale: 0.7, missingIndicator: true },
  { kind: 'categorical', name: 'c', levels: ['A', '\\'], rareLevels: ["o'clock"], hasMissing: true },
  { kind: 'numeric', name: 'n', log1p: true, impute: 0, mean: 0.5, scale: 1.2, missingIndicator: false },
  { kind: 'categorical', name: 'd', levels: ['a'], rareLevels: [], othersAreRare: true, hasMissing: false },
];

type ScoredModel = Pick<AdditiveModel, 'coef' | 'intercept'> & {
  readonly tables: readonly Pick<AdditiveModel['tables'][number], 'bins' | 'values'>[];
  readonly pairs: readonly Pick<AdditiveModel['pairs'][number], 'features' | 'bins' | 'values'>[];
};

const weight = fc.double({ min: -3, max: 3, noNaN: true });
const cut = fc.oneof(fc.integer({ min: -4, max: 300 }), fc.double({ min: -5, max: 400, noNaN: true }));
const numericBins = fc
  .uniqueArray(cut, { maxLength: 20 })
  .map((cuts): FeatureBins => ({ kind: 'numeric', cuts: cuts.map((c) => c + 0).sort((a, b) => a - b) }));
const categoricalBins = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...LEVELS)), fc.boolean())
  .map(([levels, hasMissing]): FeatureBins => ({ kind: 'categorical', levels, hasMissing }));
const sizeOf = (bins: FeatureBins) =>
  bins.kind === 'numeric' ? bins.cuts.length + 2 : bins.levels.length + 1 + Number(bins.hasMissing);
const table = (bins: FeatureBins) =>
  fc.record({
    bins: fc.constant(bins),
    values: fc.array(weight, { minLength: sizeOf(bins), maxLength: sizeOf(bins) }),
  });
const axis = (bins: FeatureBins, size: number) =>
  bins.kind === 'numeric'
    ? fc.constant(Array.from({ length: sizeOf(bins) }, (_, code) => Math.min(size - 1, Math.floor(code / 2))))
    : fc.array(fc.nat(size - 1), { minLength: sizeOf(bins), maxLength: sizeOf(bins) });

const model: fc.Arbitrary<ScoredModel> = fc
  .tuple(numericBins, categoricalBins, numericBins, categoricalBins)
  .chain((bins) => {
    const pair = (first: number, second: number) =>
      fc.tuple(axis(bins[first]!, 4), axis(bins[second]!, 4)).chain((codes) => {
        const cells = (Math.max(...codes[0]) + 1) * (Math.max(...codes[1]) + 1);
        return fc.record({
          features: fc.constant([PREPROCESSING[first]!.name, PREPROCESSING[second]!.name] as const),
          bins: fc.constant(codes),
          values: fc.array(weight, { minLength: cells, maxLength: cells }),
        });
      });
    const nCoefficients = designColumnNames(PREPROCESSING).length;
    return fc.record({
      coef: fc.array(weight, { minLength: nCoefficients, maxLength: nCoefficients }),
      intercept: weight,
      tables: fc.tuple(...bins.map(table)),
      pairs: fc.tuple(pair(0, 1), pair(2, 0), pair(3, 1)),
    });
  });

const number = fc.oneof(fc.constantFrom(null, Number.NaN, 0, -2.5), cut);
const level = fc.constantFrom(null, 'never seen', ...LEVELS);
const integer = fc.oneof(fc.constantFrom(null, -3, 0, 1, 255, 256, 1000), fc.integer({ min: -5, max: 300 }));
const someRows = fc.array(fc.record({ x: number, c: level, n: integer, d: level }), { minLength: 1, maxLength: 12 });

function artifactOf({ coef, intercept, tables, pairs }: ScoredModel) {
  const fitted: AdditiveModel = {
    kind: 'additive',
    estimator: 'AdditiveModel',
    C: 1,
    coef,
    intercept,
    tables: tables.map(({ bins, values }) => ({
      bins,
      values,
      rows: values.map(() => 1),
      centres: values.map(() => null),
      standardErrors: null,
    })),
    pairs: pairs.map((pair) => ({ ...pair, rows: pair.values.map(() => 1) })),
    nIter: 1,
    converged: true,
  };
  return { preprocessing: PREPROCESSING, model: fitted, calibration: { method: 'none' } as const };
}

async function warehouseScores(artifact: ReturnType<typeof artifactOf>, rows: readonly Row[]): Promise<number[][]> {
  const literal = (value: Row[string]) => {
    if (value === null || value === undefined) return 'NULL';
    if (typeof value === 'number') return Number.isNaN(value) ? "CAST('nan' AS DOUBLE)" : duckdbDialect.float(value);
    return duckdbDialect.string(String(value));
  };
  const values = rows.map((row, i) => `('u${i}', ${i}, ${[row.x, row.c, row.n, row.d].map(literal).join(', ')})`);
  const texts = [...new Set(rows.flatMap(({ c }) => (c === null ? [] : [String(c)])))].sort();
  const select = (type: string) => `SELECT user_id, event_count, CAST(x AS DOUBLE) AS x, CAST(c AS ${type}) AS c,
    CAST(n AS BIGINT) AS n, CAST(d AS VARCHAR) AS d FROM (VALUES ${values.join(', ')}) AS v(user_id, event_count, x, c, n, d)`;
  const asTexts = { snapshot: queryRelation(select('VARCHAR')) };
  const asCodes = {
    snapshot: queryRelation(select(`ENUM(${texts.map(duckdbDialect.string).join(', ')})`)),
    integers: new Set(['n']),
    coded: new Map([['c', texts]]),
  };
  const forms = texts.length === 0 ? [asTexts] : [asTexts, asCodes];
  return Promise.all(
    forms.map(async (form) => {
      const sql = scoringSql({ dialect: duckdbDialect, artifact, ...form });
      const scored = await rowsOf(connection, `SELECT * FROM (${sql}) ORDER BY event_count`);
      return scored.map(({ proba }) => Number(proba));
    }),
  );
}

test('the warehouse scores an additive model as core does', async () => {
  await fc.assert(
    fc.asyncProperty(model, someRows, async (scored, rows) => {
      const artifact = artifactOf(scored);
      const scorer = new AdditiveScorer(artifact);
      const bounds = scorer.roundingBound(tableFromRows(PREPROCESSING, rows));
      for (const scores of await warehouseScores(artifact, rows)) {
        expect(scores).toHaveLength(rows.length);
        rows.forEach((row, i) => {
          const apart = Math.abs(scores[i]! - scorer.predictProbaOne(row));
          expect(apart).toBeLessThan(1e-12);
          expect(apart).toBeLessThanOrEqual(bounds[i]!);
        });
      }
    }),
    { numRuns: 150, seed: 20261201 },
  );
});

test.each([duckdbDialect, googlesqlDialect])(
  'a model whose tables are of other features is damaged, in $name',
  (dialect) => {
    const [{ tables, ...rest }] = fc.sample(model, { numRuns: 1, seed: 1 }) as [ScoredModel];
    for (const wrong of [tables.slice(1), [...tables].reverse()]) {
      const artifact = artifactOf({ ...rest, tables: wrong });
      expect(() => scoringSql({ dialect, artifact, snapshot: relation('t') })).toThrow(
        expect.objectContaining({ code: 'bad_artifact' }),
      );
    }
  },
);
