import { describe, expect, it, vi } from 'vitest';
import { applyCalibration } from '../../src/calibration/apply-calibration.js';
import { InMemoryTrainingRows } from '../../src/in-memory/in-memory-training-rows.js';
import { type AggregatedModel, fitByAggregates } from '../../src/jobs/fit-by-aggregates.js';
import { type FitSettings, fitModel } from '../../src/jobs/fit-model.js';
import { splitRows } from '../../src/jobs/split-rows.js';
import { bestF1Threshold } from '../../src/metrics/best-f1-threshold.js';
import type { LabelledRows } from '../../src/ports/labelled-rows.js';
import type { RowDivision } from '../../src/ports/training-rows.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { gather, Table } from '../../src/table/table.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { levels, numbers } from '../support/some-table.js';
import { settingsFor, uniform } from '../support/synthetic-shop.js';

const features = [
  { name: 'visits', kind: 'numeric', unit: 'count' },
  { name: 'share', kind: 'numeric', unit: 'share' },
  { name: 'seconds', kind: 'numeric', unit: 'seconds' },
  { name: 'constant', kind: 'numeric', unit: 'share' },
  { name: 'nothing', kind: 'numeric', unit: 'share' },
  { name: 'device', kind: 'categorical' },
  { name: 'city', kind: 'categorical' },
  { name: 'page', kind: 'categorical', manyLevels: true },
] as const;
const preprocessor = new Preprocessor(features, { minLevelCount: 5 });

/** Users at two snapshots: skewed counts, missing values, rare levels, levels that only some folds have. */
function shop(users: number): LabelledRows {
  const next = uniform(11);
  const rows = Array.from({ length: 2 * users }, (_, row) => {
    const user = row % users;
    const visits = Math.floor(-4 * Math.log(1 - next()));
    const share = next() < 0.2 ? null : next();
    const seconds = next() < 0.05 ? null : Math.exp(6 * next()) - 3;
    const device = next() < 0.1 ? null : (['mobile', 'desktop', 'tablet'][Math.floor(3 * next() ** 2)] ?? null);
    const city = `city ${Math.floor(80 * next() ** 3)}`;
    const page = next() < 0.02 ? null : `/page/${Math.floor(900 * next() ** 4)}`;
    const eta = -3 + 0.25 * visits + (share ?? 1) + (device === 'desktop' ? 1 : 0) - (city === 'city 0' ? 1 : 0);
    return {
      user,
      visits,
      share,
      seconds,
      device,
      city,
      page,
      label: next() < sigmoid(eta) ? 1 : 0,
      index: row < users ? 0 : 1,
    };
  });
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  return {
    features: new Table([
      ['visits', numbers(column('visits'))],
      ['share', numbers(column('share'))],
      ['seconds', numbers(column('seconds'))],
      ['constant', numbers(rows.map(() => 0.1))],
      ['nothing', numbers(rows.map(() => null))],
      ['device', levels(column('device'))],
      ['city', levels(column('city'))],
      ['page', levels(column('page'))],
    ]),
    labels: Float64Array.from(column('label')),
    snapshotIndex: Int32Array.from(column('index')),
    snapshots: ['2026-02-12', '2026-02-05'],
    userBucket: Float64Array.from(column('user'), (user) => userBucket(`user ${user}`)),
    eventCount: Float64Array.from(column('visits')),
  };
}

const rows = shop(3000);
const base: FitSettings = {
  ...settingsFor({}).training,
  calibrationFolds: 4,
  testShare: 0.25,
  C: 'auto',
  estimator: 'logistic-regression',
};

function divisionOf(training: FitSettings): RowDivision {
  const { testShare, calibrationFolds: folds, negativeShare } = training;
  return { snapshots: rows.snapshots, train: [1], test: 0, testShare, folds, negativeShare };
}

function both(training: FitSettings, of: 'train' | 'all', pairs = true) {
  const { trainRows } = splitRows(
    rows,
    { test: '2026-02-12', train: ['2026-02-05'], all: rows.snapshots },
    training.testShare,
  );
  const chosen = of === 'train' ? trainRows : Int32Array.from(rows.labels.keys());
  const inMemory = fitModel(
    {
      features: rows.features.take(chosen),
      labels: gather(rows.labels, chosen),
      userBucket: gather(rows.userBucket, chosen),
      snapshotIndex: Int32Array.from(chosen, (row) => rows.snapshotIndex[row]!),
    },
    preprocessor,
    of === 'train' ? training : { ...training, testShare: 0 },
  );
  const port = new InMemoryTrainingRows(rows, { division: divisionOf(training) });
  const options = { of, thresholdOf: bestF1Threshold, pairs };
  return { inMemory, aggregated: fitByAggregates(port, preprocessor, training, options) };
}

const CASES: readonly (readonly [string, 'train' | 'all', Partial<FitSettings>, boolean?])[] = [
  ['the training rows', 'train', {}],
  ['the training rows without pairs', 'train', {}, false],
  ['all rows', 'all', {}],
  ['one penalty', 'train', { C: 0.5 }],
  ['a part of the negatives', 'train', { negativeShare: 0.4 }],
  ['a strong penalty without pairs', 'train', { C: 0.001 }, false],
  ['a part of the negatives of all rows', 'all', { negativeShare: 0.4, C: 0.1 }],
];

describe.each(CASES.map((each) => [...each] as const))('a fit by aggregates of %s', (_, of, changed, pairs = true) => {
  const { inMemory, aggregated } = both({ ...base, ...changed }, of, pairs);

  it('has the coefficients of the fit in memory', async () => {
    const { model } = await aggregated;
    expect(model.converged).toBe(true);
    expect(model.C).toBe(inMemory.model.C);
    expect(model.coef).toHaveLength(inMemory.model.coef.length);
    model.coef.forEach((coef, j) => {
      expect(Math.abs(coef - inMemory.model.coef[j]!)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(coef)));
    });
    expect(model.intercept).toBeCloseTo(inMemory.model.intercept, 9);
  });

  it('has its preprocessing', async () => {
    const { preprocessing } = await aggregated;
    preprocessing.forEach((transformer, place) => {
      const other = inMemory.preprocessing[place]!;
      if (transformer.kind === 'categorical' || other.kind === 'categorical') expect(transformer).toEqual(other);
      else {
        const { mean, scale, ...exact } = transformer;
        const { mean: itsMean, scale: itsScale, ...itsExact } = other;
        expect(exact).toEqual(itsExact);
        expect(Math.abs(mean - itsMean)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(mean)));
        expect(Math.abs(scale / itsScale - 1)).toBeLessThanOrEqual(1e-12);
      }
    });
  });

  it('has its choices, and what it says of itself', async () => {
    const { selection, calibration, threshold, explanations, notes, binning } = await aggregated;
    expect(binning).toBe(0);
    expect(notes).toEqual(inMemory.notes);
    expect(calibration.method).toBe(inMemory.calibration.method);
    expect(threshold).toBeCloseTo(inMemory.threshold, 6);
    selection.candidates.forEach((candidate, place) => {
      const other = inMemory.selection.candidates[place]!;
      expect(candidate.name).toBe(other.name);
      expect(candidate.log_loss).toBeCloseTo(other.log_loss, 6);
      expect(candidate.standard_error).toBeCloseTo(other.standard_error, 6);
    });
    // They are the diagonal of the exact inverse.
    if (!pairs) expect(explanations.standardErrors).toBeNull();
    explanations.standardErrors?.forEach((error, j) => {
      expect(error).toBeCloseTo(inMemory.explanations.standardErrors![j]!, 8);
    });
    explanations.contributions.forEach(({ feature, mean, sd }, place) => {
      const other = inMemory.explanations.contributions[place]!;
      expect(feature).toBe(other.feature);
      expect(mean).toBeCloseTo(other.mean, 9);
      expect(sd).toBeCloseTo(other.sd, 7);
    });
  });
});

describe('a fit by aggregates', () => {
  const { inMemory } = both(base, 'train');
  const port = () => new InMemoryTrainingRows(rows, { division: divisionOf(base) });
  const options = { of: 'train', thresholdOf: bestF1Threshold } as const;

  it('has the same choices over bins of scores, and says how far off they may be', async () => {
    const { selection, calibration, threshold, binning, model } = await fitByAggregates(port(), preprocessor, base, {
      ...options,
      exactScores: 0,
    });
    expect(binning).toBeGreaterThan(0);
    expect(binning).toBeLessThan(1e-3);
    expect(model.C).toBe(inMemory.model.C);
    expect(calibration.method).toBe(inMemory.calibration.method);
    const scores = Float64Array.of(-3, -1, 0, 1, 2);
    const expected = applyCalibration(inMemory.calibration, scores);
    applyCalibration(calibration, scores).forEach((proba, at) => {
      expect(proba).toBeCloseTo(expected[at]!, 3);
    });
    expect(Math.abs(threshold - inMemory.threshold)).toBeLessThan(1e-3);
    expect(selection.reliability.length).toBe(inMemory.selection.reliability.length);
  });

  it('begins at a fit that is near, with fewer curvatures', async () => {
    const curvatures = async (near?: AggregatedModel) => {
      const counted = port();
      const spy = vi.spyOn(counted, 'curvature');
      const fit = await fitByAggregates(counted, preprocessor, base, { ...options, near: near?.solution });
      return { fit, count: spy.mock.calls.length };
    };
    const cold = await curvatures();
    const warm = await curvatures(cold.fit);
    expect(warm.count).toBeLessThan(cold.count);
    expect(warm.fit.model.converged).toBe(true);
    warm.fit.model.coef.forEach((coef, j) => {
      expect(Math.abs(coef - inMemory.model.coef[j]!)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(coef)));
    });
  });
});
