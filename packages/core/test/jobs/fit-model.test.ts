import { describe, expect, it } from 'vitest';
import { fitModel, fitModelInTurns } from '../../src/jobs/fit-model.js';
import type { LinearModel } from '../../src/linear-model/linear-model.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { gather, Table } from '../../src/table/table.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { recordedProgress } from '../support/recorded-progress.js';
import { levels, numbers } from '../support/some-table.js';
import { settingsFor } from '../support/synthetic-shop.js';

const training = { ...settingsFor({}).training, C: 1, calibrationFolds: 2 };

/** Evenly scattered numbers in [0, 1). */
const scattered = (n: number, step: number) => Float64Array.from({ length: n }, (_, i) => ((i + 1) * step) % 1);

/**
 * Labels drawn with these probabilities so evenly (systematic sampling) that training users have as many positives as
 * their probabilities add up to: what is measured is the method, not the luck of the draw.
 */
function labelsOf(truth: Float64Array, buckets: Float64Array): Float64Array {
  const due = [0, 0];
  return truth.map((p, i) => {
    const side = buckets[i]! < training.testShare ? 0 : 1;
    due[side]! += p;
    if (due[side]! < 1) return 0;
    due[side]! -= 1;
    return 1;
  });
}

/** Rows whose true probabilities are known: base rate .1 %, in `n` rows of as many users. */
function rareTarget(n: number) {
  const [a, b, c] = [0.6180339887498949, 0.7548776662466927, 0.5698402909980532].map((step) => scattered(n, step)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const buckets = Float64Array.from({ length: n }, (_, i) => userBucket(`user ${i}`));
  const visits = a.map((u) => -Math.log(1 - u));
  const plan = [...b].map((u) => Math.floor(8 * u));
  const truth = visits.map((x, i) => sigmoid(-10.9 + 0.9 * x + 0.35 * plan[i]! + 1.5 * c[i]!));
  return {
    truth,
    features: new Table([
      ['visits', numbers([...visits])],
      ['share', numbers([...c])],
      ['plan', levels(plan.map((level) => `plan ${level}`))],
    ]),
    labels: labelsOf(truth, buckets),
    userBucket: buckets,
    snapshotIndex: new Int32Array(n),
  };
}

/** The rows of users who are not kept for testing. */
function trainingRows(rows: ReturnType<typeof rareTarget>) {
  const train = Uint32Array.from(rows.labels.keys()).filter((row) => rows.userBucket[row]! >= training.testShare);
  return {
    features: rows.features.take(train),
    labels: gather(rows.labels, train),
    userBucket: gather(rows.userBucket, train),
    snapshotIndex: new Int32Array(train.length),
  };
}

const preprocessor = new Preprocessor([
  { name: 'visits', kind: 'numeric' },
  { name: 'share', kind: 'numeric' },
  { name: 'plan', kind: 'categorical' },
]);
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('fitModel on a rare target with negatives sampled 1 in 20', () => {
  const rows = rareTarget(300_000);
  const train = trainingRows(rows);
  const full = fitModel(train, preprocessor, training);
  const sampled = fitModel(train, preprocessor, { ...training, negativeShare: 0.05 });
  const [fromAll, fromSample] = [full, sampled].map((fitted) => scorerOf(fitted).predictProba(rows.features));

  it('has the base rate that must be shown', () => {
    expect(mean(rows.truth)).toBeGreaterThan(0.0008);
    expect(mean(rows.truth)).toBeLessThan(0.0015);
  });

  it('says true probabilities: their mean is within 5 % of the true one', () => {
    expect(Math.abs(mean(fromSample!) / mean(rows.truth) - 1)).toBeLessThan(0.05);
  });

  it('has a log-loss at most 2 % above that of a fit on everything', () => {
    expect(logLoss(rows.labels, fromSample!) / logLoss(rows.labels, fromAll!)).toBeLessThan(1.02);
  });

  it('differs from the fit on everything by much more than rounding', () => {
    const [first, other] = [sampled, full].map(({ model }) => (model as LinearModel).coef[0]!);
    expect(Math.abs(first! - other!)).toBeGreaterThan(1e-6);
    expect(sampled.selection.reliability.reduce((sum, { n }) => sum + n, 0)).toBe(train.labels.length);
  });
});

describe('fitModel', () => {
  const rows = rareTarget(1000);
  const labels = rows.truth.map((p, i) => ((i * 0.7548776662466927) % 1 < 200 * p ? 1 : 0));

  const train = trainingRows({ ...rows, labels });

  it('fits by ml-logistic-regression when configured, without a penalty', () => {
    const ml = fitModel(train, preprocessor, { ...training, estimator: 'ml-logistic-regression' });
    expect(ml.model).toMatchObject({ kind: 'linear', estimator: 'MlLogisticRegression', C: null });
    expect(ml.selection.candidates).toMatchObject([{ name: 'MlLogisticRegression()', hyperparameters: { C: null } }]);
    const ours = fitModel(train, preprocessor, { ...training, C: 100 });
    expect(logLoss(labels, scorerOf(ml).predictProba(rows.features))).toBeCloseTo(
      logLoss(labels, scorerOf(ours).predictProba(rows.features)),
      3,
    );
  });

  it('lets what else waits have its turn between two fits, with the same result', async () => {
    const auto = { ...training, C: 'auto' } as const;
    let turns = 0;
    const waiting = setInterval(() => turns++, 0);
    try {
      const fitted = await fitModelInTurns(train, preprocessor, auto);
      expect(turns).toBeGreaterThanOrEqual(2 * fitted.selection.candidates.length - 1);
      expect(fitted).toEqual(fitModel(train, preprocessor, auto));
    } finally {
      clearInterval(waiting);
    }
  });

  it('tells of every fit that is done: one for each fold and penalty, and the last on all rows', () => {
    const progress = recordedProgress();
    const { selection } = fitModel(train, preprocessor, { ...training, C: 'auto' }, { progress });
    const fits = 2 * selection.candidates.length + 1;
    expect(fits).toBe(9);
    expect(progress.said).toEqual(Array.from({ length: fits + 1 }, (_, done) => `Fitting ${done}/${fits}`));
  });
});
