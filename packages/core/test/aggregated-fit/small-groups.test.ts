import { describe, expect, it } from 'vitest';
import { applyCalibration } from '../../src/calibration/apply-calibration.js';
import { InMemoryTrainingRows } from '../../src/in-memory/in-memory-training-rows.js';
import { fitByAggregates } from '../../src/jobs/fit-by-aggregates.js';
import { type FitSettings, fitModel } from '../../src/jobs/fit-model.js';
import { bestF1Threshold } from '../../src/metrics/best-f1-threshold.js';
import type { LabelledRows } from '../../src/ports/labelled-rows.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { FEW_USERS } from '../../src/small-groups/row-parts.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { Table } from '../../src/table/table.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { levels, numbers } from '../support/some-table.js';
import { settingsFor, uniform } from '../support/synthetic-shop.js';

const features = [
  { name: 'visits', kind: 'numeric', unit: 'count' },
  { name: 'share', kind: 'numeric', unit: 'share' },
  { name: 'recency', kind: 'numeric', unit: 'days' },
  { name: 'rare', kind: 'numeric', unit: 'share' },
  { name: 'device', kind: 'categorical' },
  { name: 'city', kind: 'categorical' },
  { name: 'page', kind: 'categorical', manyLevels: true },
] as const;

/** Users at one snapshot. Some numbers are missing together; one is known of five users alone. */
function shop(users: number): LabelledRows {
  const next = uniform(31);
  const rows = Array.from({ length: users }, (_, user) => {
    const visits = Math.floor(-4 * Math.log(1 - next()));
    const isNew = next() < 0.3;
    const share = isNew ? null : next();
    const recency = isNew || next() < 0.1 ? null : Math.exp(4 * next());
    const device = next() < 0.05 ? null : ['mobile', 'desktop', 'tablet'][Math.floor(3 * next() ** 2)]!;
    const city = `city ${Math.floor(40 * next() ** 4)}`;
    const page = `/page/${Math.floor(400 * next() ** 5)}`;
    const eta = -2 + 0.2 * visits + (share ?? 0.5) + (device === 'desktop' ? 1 : 0) - (city === 'city 0' ? 1 : 0);
    const label = next() < sigmoid(eta) ? 1 : 0;
    return { visits, share, recency, rare: user % 800 === 0 ? next() : null, device, city, page, label };
  });
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  return {
    features: new Table([
      ['visits', numbers(column('visits'))],
      ['share', numbers(column('share'))],
      ['recency', numbers(column('recency'))],
      ['rare', numbers(column('rare'))],
      ['device', levels(column('device'))],
      ['city', levels(column('city'))],
      ['page', levels(column('page'))],
    ]),
    labels: Float64Array.from(column('label')),
    snapshotIndex: new Int32Array(users),
    snapshots: ['2026-02-12'],
    userBucket: Float64Array.from(rows, (_, user) => userBucket(`user ${user}`)),
    eventCount: Float64Array.from(column('visits')),
  };
}

describe('a fit from groups of enough users', () => {
  const rows = shop(4000);
  const training: FitSettings = { ...settingsFor({}).training, calibrationFolds: 3, testShare: 0, C: 'auto' };
  const division = { snapshots: rows.snapshots, train: [0], test: 0, testShare: 0, folds: 3, negativeShare: 1 };
  const port = () => new InMemoryTrainingRows(rows, { division, minCellUsers: 10 });
  const options = { of: 'all', thresholdOf: bestF1Threshold } as const;
  const preprocessor = new Preprocessor(features, { minLevelCount: 20 });

  it('leaves out what few users have', async () => {
    const { preprocessing, explanations, pairs } = await fitByAggregates(port(), preprocessor, training, options);
    const inMemory = fitModel(rows, preprocessor, training).preprocessing;
    expect([pairs, explanations.standardErrors]).toEqual([false, null]);
    preprocessing.forEach((transformer, place) => {
      const other = inMemory[place]!;
      if (transformer.kind === 'numeric' || other.kind === 'numeric') return;
      expect(transformer.levels).not.toContain(FEW_USERS);
      expect(other.levels).toEqual(expect.arrayContaining([...transformer.levels]));
      expect(transformer.rareLevels).toEqual([]);
    });
    const [visits, share, recency, rare, device, city, page] = preprocessing;
    // A number of many values is imputed by the mean of those around the median; a count by a count.
    expect([visits, rare]).toMatchObject([{ impute: 2 }, { impute: 0, scale: 1, missingIndicator: true }]);
    [share, recency].forEach((transformer, place) => {
      const expected = (inMemory[1 + place] as { readonly impute: number }).impute;
      expect(Math.abs((transformer as { readonly impute: number }).impute / expected - 1)).toBeLessThan(0.01);
    });
    expect(device).not.toHaveProperty('othersAreRare');
    expect([city, page]).toMatchObject([{ othersAreRare: true }, { othersAreRare: true }]);
  });

  it('is at the minimum of the censored rows', async () => {
    const ofRows = port();
    // The same preprocessing for both.
    const fitted = preprocessor.fit(ofRows.rows.features);
    const given = { fit: () => fitted };
    const { model, selection, calibration } = await fitByAggregates(ofRows, given, training, options);
    const inMemory = fitModel(ofRows.rows, given, training);
    expect(model.converged).toBe(true);
    expect(model.C).toBe(inMemory.model.C);
    model.coef.forEach((coef, j) => {
      expect(Math.abs(coef - inMemory.model.coef[j]!)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(coef)));
    });
    selection.candidates.forEach(({ log_loss }, place) => {
      expect(log_loss).toBeCloseTo(inMemory.selection.candidates[place]!.log_loss, 6);
    });
    // Of groups of ten.
    const scores = Float64Array.of(-3, -1, 0, 1, 2);
    const expected = applyCalibration(inMemory.calibration, scores);
    applyCalibration(calibration, scores).forEach((proba, at) => {
      expect(Math.abs(proba - expected[at]!)).toBeLessThan(0.03);
    });
  });

  it('is refused where a fold has positives of too few users', async () => {
    const few = new InMemoryTrainingRows(rows, { division, minCellUsers: 600 });
    await expect(fitByAggregates(few, preprocessor, training, options)).rejects.toThrow('fewer than 600 users');
  });
});
