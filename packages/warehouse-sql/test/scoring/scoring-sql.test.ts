import type { DuckDBConnection } from '@duckdb/node-api';
import { applyCalibration, type Calibration, type Row, tableFromRows } from '@propensity/core';
import { LinearScorer, type ScorableLinearModel } from '@propensity/core/linear-model';
import { designColumnNames, type FittedCategorical, type FittedTransformer } from '@propensity/core/preprocessing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbDialect, queryRelation, relation, type ScoringOptions, scoringSql } from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

const AWKWARD = ["o'clock", '\\', '"', '💙', 'ü', '', ' ', '(rare)', '(missing)', '(unknown)', 'NULL', 'A', 'a', 'a '];

/** The rules of `FittedTransformer`, written out plainly. */
function plainScore({ preprocessing, model, calibration }: ScorableLinearModel, row: Row): number {
  const names = designColumnNames(preprocessing);
  const weight = (name: string) => {
    const index = names.indexOf(name);
    return index < 0 ? 0 : model.coef[index]!;
  };
  let eta = model.intercept;
  for (const transformer of preprocessing) {
    const { name } = transformer;
    const value = row[name] ?? null;
    if (transformer.kind === 'numeric') {
      const missing = value === null || Number.isNaN(value);
      const x = missing ? transformer.impute : Number(value);
      const t = transformer.log1p ? Math.sign(x) * Math.log1p(Math.abs(x)) : x;
      eta += weight(name) * ((t - transformer.mean) / transformer.scale);
      if (missing && transformer.missingIndicator) eta += weight(`${name}=(missing)`);
    } else if (value === null) eta += transformer.hasMissing ? weight(`${name}=(missing)`) : 0;
    else if (transformer.levels.includes(String(value)))
      eta += model.coef[levelIndex(preprocessing, transformer, String(value))]!;
    else if (transformer.othersAreRare || transformer.rareLevels.includes(String(value)))
      eta += weight(`${name}=(rare)`);
  }
  return 1 / (1 + Math.exp(-Math.min(36, Math.max(-36, plainLogit(calibration, eta)))));
}

/** The rules of `Calibration`, written out plainly. */
function plainLogit(calibration: Calibration, eta: number): number {
  if (calibration.method === 'none') return eta;
  if (calibration.method === 'platt') return calibration.slope * eta + calibration.intercept;
  if (calibration.method === 'beta') {
    const logOfShare = (x: number) => (x < -30 ? x : -Math.log1p(Math.exp(-x)));
    return calibration.a * logOfShare(eta) - calibration.b * logOfShare(-eta) + calibration.c;
  }
  if (calibration.method === 'recalibrated') {
    return calibration.slope * plainLogit(calibration.of, eta) + calibration.shift;
  }
  const { eta: xs, logit: ys } = calibration;
  if (calibration.method === 'smooth' && eta < xs[0]!) return ys[0]! + (eta - xs[0]!);
  if (calibration.method === 'smooth' && eta > xs.at(-1)!) return ys.at(-1)! + (eta - xs.at(-1)!);
  const above = xs.findIndex((x) => eta < x);
  if (above <= 0) return above === 0 ? ys[0]! : ys.at(-1)!;
  const share = (eta - xs[above - 1]!) / (xs[above]! - xs[above - 1]!);
  return ys[above - 1]! + share * (ys[above]! - ys[above - 1]!);
}

/** The place of a level's own coefficient. */
function levelIndex(
  preprocessing: readonly FittedTransformer[],
  transformer: FittedCategorical,
  level: string,
): number {
  const before = preprocessing.slice(0, preprocessing.indexOf(transformer));
  return designColumnNames(before).length + transformer.levels.indexOf(level);
}

const weightOf = fc.double({ min: -3, max: 3, noNaN: true });
const numeric = (name: string): fc.Arbitrary<FittedTransformer> =>
  fc.record({
    kind: fc.constant('numeric' as const),
    name: fc.constant(name),
    log1p: fc.boolean(),
    impute: fc.double({ min: -5, max: 100, noNaN: true }),
    mean: fc.double({ min: -5, max: 5, noNaN: true }),
    scale: fc.double({ min: 0.1, max: 20, noNaN: true }),
    missingIndicator: fc.boolean(),
  });
const categorical = (name: string): fc.Arbitrary<FittedTransformer> =>
  fc
    .record({
      all: fc.uniqueArray(fc.constantFrom(...AWKWARD), { maxLength: 9 }),
      cut: fc.nat(9),
      hasMissing: fc.boolean(),
      othersAreRare: fc.boolean(),
    })
    .map(({ all, cut, hasMissing, othersAreRare }) => ({
      kind: 'categorical' as const,
      name,
      levels: all.slice(0, cut),
      rareLevels: othersAreRare ? [] : all.slice(cut),
      ...(othersAreRare ? { othersAreRare } : {}),
      hasMissing,
    }));
const positiveWeight = fc.double({ min: 0, max: 3, noNaN: true });
/** Knots from 0.01 to 3 apart, rising by at most 10 per unit, as `fitIsotonic` leaves them. */
const knots = fc
  .tuple(
    weightOf,
    weightOf,
    fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.nat(10)), { minLength: 1, maxLength: 20 }),
  )
  .map(([start, lowest, pieces]) => {
    const calibration = { method: 'isotonic' as const, eta: [start], logit: [lowest] };
    for (const [hundredths, slope] of pieces) {
      calibration.eta.push(calibration.eta.at(-1)! + hundredths / 100);
      calibration.logit.push(calibration.logit.at(-1)! + (slope * hundredths) / 100);
    }
    return calibration;
  });
const fittedCalibration = fc.oneof(
  fc.constant({ method: 'none' as const }),
  fc.record({ method: fc.constant('platt' as const), slope: weightOf, intercept: weightOf }),
  fc.record({ method: fc.constant('beta' as const), a: positiveWeight, b: positiveWeight, c: weightOf }),
  knots,
  knots.map((calibration) => ({ ...calibration, method: 'smooth' as const })),
);
const anyCalibration: fc.Arbitrary<Calibration> = fc.oneof(
  fittedCalibration,
  fc.record({
    method: fc.constant('recalibrated' as const),
    of: fittedCalibration,
    slope: fc.double({ min: 0.5, max: 2, noNaN: true }),
    shift: weightOf,
  }),
);
const modelArbitrary: fc.Arbitrary<ScorableLinearModel> = fc
  .tuple(numeric('x'), categorical('c'), numeric('select'), categorical('d'), numeric('n'))
  .chain((preprocessing) => {
    const n = designColumnNames(preprocessing).length;
    return fc.record({
      preprocessing: fc.constant(preprocessing),
      model: fc.record({ coef: fc.array(weightOf, { minLength: n, maxLength: n }), intercept: weightOf }),
      calibration: anyCalibration,
    });
  });
const number = fc.oneof(fc.constantFrom(null, Number.NaN, 0, -2.5), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const level = fc.constantFrom(null, 'never seen', ...AWKWARD);
const integer = fc.oneof(fc.constantFrom(null, -3, 0, 1, 127, 128, 255, 256), fc.integer());
const rowsArbitrary = fc.array(fc.record({ x: number, c: level, select: number, d: level, n: integer }), {
  minLength: 1,
  maxLength: 12,
});

/** What of an artifact is scored. */
function artifactOf({ model, ...rest }: ScorableLinearModel): ScoringOptions['artifact'] {
  const named = { kind: 'linear', estimator: 'LogisticRegression', C: 1, nIter: 1, converged: true } as const;
  return { ...rest, model: { ...named, coef: Array.from(model.coef), intercept: model.intercept } };
}

async function warehouseScores(model: ScorableLinearModel, rows: readonly Row[]): Promise<number[]> {
  const literal = (value: Row[string]) => {
    if (value === null || value === undefined) return 'NULL';
    if (typeof value === 'number') return Number.isNaN(value) ? "CAST('nan' AS DOUBLE)" : duckdbDialect.float(value);
    return duckdbDialect.string(String(value));
  };
  const values = rows.map(
    (row, i) => `('u${i}', ${i}, ${[row.x, row.c, row.select, row.d, row.n].map(literal).join(', ')})`,
  );
  const snapshot = queryRelation(`SELECT user_id, event_count, CAST(x AS DOUBLE) AS x, CAST(c AS VARCHAR) AS c,
    CAST("select" AS DOUBLE) AS "select", CAST(d AS VARCHAR) AS d, CAST(n AS BIGINT) AS n
    FROM (VALUES ${values.join(', ')}) AS v(user_id, event_count, x, c, "select", d, n)`);
  const artifact = artifactOf(model);
  const texts = [...new Set(rows.flatMap(({ c }) => (c === null ? [] : [String(c)])))].sort();
  const type = `ENUM(${texts.map(duckdbDialect.string).join(', ')})`;
  const asTexts = { snapshot, integers: new Set(['n']) };
  const asCodes = {
    ...asTexts,
    snapshot: queryRelation(`SELECT * REPLACE (CAST(c AS ${type}) AS c) FROM ${snapshot}`),
    coded: new Map([['c', texts]]),
  };
  const [plain, coded] = await Promise.all(
    (texts.length === 0 ? [asTexts, asTexts] : [asTexts, asCodes]).map(async (options) => {
      const sql = scoringSql({ dialect: duckdbDialect, artifact, ...options });
      const scored = await rowsOf(connection, `SELECT * FROM (${sql}) ORDER BY event_count`);
      expect(scored.map((row) => row.user_id)).toEqual(rows.map((_row, i) => `u${i}`));
      return scored.map((row) => Number(row.proba));
    }),
  );
  coded!.forEach((proba, i) => {
    expect(Math.abs(proba - plain![i]!)).toBeLessThan(1e-12);
  });
  return plain!;
}

test('the warehouse scores as the rules say, and as core does: missing, rare, unknown and awkward levels', async () => {
  await fc.assert(
    fc.asyncProperty(modelArbitrary, rowsArbitrary, async (model, rows) => {
      const scores = await warehouseScores(model, rows);
      const scorer = new LinearScorer(model);
      const bounds = scorer.roundingBound(tableFromRows(model.preprocessing, rows));
      rows.forEach((row, i) => {
        expect(Math.abs(scores[i]! - plainScore(model, row))).toBeLessThan(1e-12);
        expect(Math.abs(scores[i]! - scorer.predictProbaOne(row))).toBeLessThanOrEqual(bounds[i]!);
      });
    }),
    { numRuns: 150, seed: 20261123 },
  );
});

describe('a model of one number', () => {
  const one = (coef: number[], more: Partial<ScorableLinearModel> = {}): ScorableLinearModel => ({
    preprocessing: [
      { kind: 'numeric', name: 'x', log1p: false, impute: 0, mean: 0, scale: 1, missingIndicator: false },
    ],
    model: { coef, intercept: 0 },
    calibration: { method: 'none' },
    ...more,
  });
  const row = (x: number): Row => ({ x, c: null, select: null, d: null });

  test('cannot overflow', async () => {
    const [high, low] = await warehouseScores(one([1e300]), [row(1e300), row(-1e300)]);
    expect(high).toBe(1 / (1 + Math.exp(-36)));
    expect(low).toBe(1 / (1 + Math.exp(36)));
  });

  test.each([[[]], [[1, 2]]])('with the coefficients %j is damaged', (coef) => {
    const artifact = artifactOf(one(coef));
    expect(() => scoringSql({ dialect: duckdbDialect, artifact, snapshot: relation('t') })).toThrow(
      expect.objectContaining({ code: 'bad_artifact' }),
    );
  });
});

test.each<Calibration>([
  { method: 'beta', a: 0, b: 1.5, c: -1 },
  { method: 'beta', a: 0.7, b: 0, c: 2 },
  { method: 'isotonic', eta: [-2, 0, 0.5], logit: [-7, -6.5, -1.5] },
  { method: 'smooth', eta: [-2, 0, 0.5], logit: [-7, -6.5, -1.5] },
  {
    method: 'recalibrated',
    of: { method: 'isotonic', eta: [-2, 0, 0.5], logit: [-7, -6.5, -1.5] },
    slope: 1,
    shift: 0.5,
  },
  { method: 'recalibrated', of: { method: 'beta', a: 0.7, b: 0, c: 2 }, slope: 0.8, shift: -0.3 },
])('calibration %j holds at, between and far beyond its knots', async (calibration) => {
  const preprocessing: FittedTransformer[] = [
    { kind: 'numeric', name: 'x', log1p: false, impute: 0, mean: 0, scale: 1, missingIndicator: false },
  ];
  const model: ScorableLinearModel = { preprocessing, model: { coef: [1], intercept: 0 }, calibration };
  const etas = [-1e300, -40, -2, -1, -1e-300, 0, 0.25, 0.5, 0.7, 40, 1e300];
  const scores = await warehouseScores(
    model,
    etas.map((x) => ({ x, c: null, select: null, d: null })),
  );
  scores.forEach((proba, i) => {
    expect(Math.abs(proba - applyCalibration(calibration, etas[i]!))).toBeLessThan(1e-15);
    expect(proba).toBeGreaterThanOrEqual(scores[i - 1] ?? 0);
  });
});

test('thousands of features and levels are within what the engine allows', async () => {
  const numbers: FittedTransformer[] = Array.from({ length: 2500 }, (_, i) => ({
    kind: 'numeric',
    name: i === 0 ? 'x' : 'select',
    log1p: false,
    impute: 0,
    mean: 0,
    scale: 1,
    missingIndicator: false,
  }));
  const levels = Array.from({ length: 20_000 }, (_, i) => `level ${i}`);
  const preprocessing: FittedTransformer[] = [
    ...numbers,
    { kind: 'categorical', name: 'c', levels, rareLevels: [], hasMissing: false },
  ];
  const coef = designColumnNames(preprocessing).map((_name, i) => (i % 7) / 1e4);
  const model: ScorableLinearModel = { preprocessing, model: { coef, intercept: -1 }, calibration: { method: 'none' } };
  const row: Row = { x: 1, c: 'level 19999', select: 0.5, d: null };
  expect(
    Math.abs((await warehouseScores(model, [row]))[0]! - new LinearScorer(model).predictProbaOne(row)),
  ).toBeLessThan(1e-12);
});
