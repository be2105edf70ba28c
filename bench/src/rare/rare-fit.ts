import { logLoss, Preprocessor, scorerOf, splitByUser, userBucket } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import { fitModel } from '@propensity/core/jobs';
import { gather } from '@propensity/core/table';
import { syntheticTable } from '../generate/synthetic-table.js';
import { LABEL_NAME } from '../generate/synthetic-users.js';
import { evenlyDrawnLabels } from './evenly-drawn-labels.js';

export interface RareFitOptions {
  readonly rows: number;
  readonly seed: number;
  readonly baseRate: number;
  /** Share of the negatives that is fitted, as `training.negativeShare`; 1: all. */
  readonly negativeShare: number;
}

/** One fit of a rare target. */
export interface RareFit {
  /** Among the rows that were trained on. */
  readonly positives: number;
  readonly fit_seconds: number;
  /** Of the test rows, as are all that follow. */
  readonly mean_predicted: number;
  readonly mean_true: number;
  /** With the labels of the test rows. */
  readonly log_loss: number;
  /** Expected under the true probabilities: without the noise of few positives. */
  readonly expected_log_loss: number;
}

/**
 * Trains on synthetic users as the training job does, on all negatives or on a share of them, and compares the
 * probabilities of its test users with the true ones. The penalty is fixed at C = 1.
 */
export function rareFit({ rows: nRows, seed, baseRate, negativeShare }: RareFitOptions): RareFit {
  const { training } = parseConfig({
    source: { events: 'none' },
    target: { event: LABEL_NAME },
    training: { C: 1, negativeShare },
  });
  const { features, truth } = syntheticTable({ rows: nRows, seed, baseRate });
  const buckets = Float64Array.from(truth, (_, row) => userBucket(`user ${row}`));
  const { train, test } = splitByUser(buckets, training.testShare);
  const labels = evenlyDrawnLabels(truth, train);
  const rows = {
    features: features.take(train),
    labels,
    userBucket: gather(buckets, train),
    snapshotIndex: new Int32Array(train.length),
  };
  const kinds = [...features.columns].map(([name, { kind }]) => ({ name, kind }));
  const begun = performance.now();
  const fitted = fitModel(rows, new Preprocessor(kinds, { minLevelCount: training.minLevelCount }), training);
  const fit_seconds = (performance.now() - begun) / 1000;
  const proba = scorerOf(fitted).predictProba(features.take(test));
  const testTruth = gather(truth, test);
  return {
    positives: sumOf(labels),
    fit_seconds,
    mean_predicted: sumOf(proba) / test.length,
    mean_true: sumOf(testTruth) / test.length,
    log_loss: logLoss(evenlyDrawnLabels(truth, test), proba),
    expected_log_loss: expectedLogLoss(testTruth, proba),
  };
}

function expectedLogLoss(truth: Float64Array, proba: Float64Array): number {
  const losses = truth.map((p, row) => -p * Math.log(proba[row]!) - (1 - p) * Math.log1p(-proba[row]!));
  return sumOf(losses) / truth.length;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
