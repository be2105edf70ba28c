import { LogisticRegression, logLoss, Preprocessor, rocAucScore } from '@propensity/core';
import { computeContext } from '@propensity/core/compute';
import { designRows } from '@propensity/core/preprocessing';
import { type ExperimentOptions, readExperiment } from '../columns/experiment.js';
import { HelperThreads } from '../threads/helper-threads.js';

export interface E2eOptions extends ExperimentOptions {
  readonly data: string;
  readonly C?: number;
  /** Threads beside the main one; default 1. */
  readonly workers?: number;
}

/** Seconds of each stage; `total` is from the start of the process. */
export interface E2eSeconds {
  readonly read: number;
  readonly prepare: number;
  readonly fit: number;
  readonly score: number;
  readonly metrics: number;
  readonly total: number;
}

export interface E2eResult {
  readonly rows: number;
  readonly coefficients: number;
  readonly seconds: E2eSeconds;
  /** Largest resident memory of the process so far. */
  readonly peak_rss_mb: number;
  /** Of the test rows; null when they hold one class only. */
  readonly roc_auc: number | null;
  readonly log_loss: number;
  /** Σ log-loss over the training rows + ½‖β‖²/C. */
  readonly objective: number;
  readonly iterations: number;
  /** max|gradient| at the coefficients. */
  readonly gradient_norm: number;
  readonly converged: boolean;
}

/**
 * The whole path in one process: read a file, split it, prepare, fit to convergence, score every row, measure.
 * @throws PropensityError of `readExperiment`, and `one_class`
 */
export async function e2e(options: E2eOptions): Promise<E2eResult> {
  const threads = new HelperThreads(options.workers ?? 1);
  const compute = computeContext(threads);
  const started = performance.now();
  const { features, table, labels, train, test } = await readExperiment(options.data, options, threads.each);
  const read = performance.now();
  const preprocessing = new Preprocessor(features, { minLevelCount: 1, missingIndicator: false }).fit(
    table,
    train,
    compute,
  );
  // Written over the table, training rows first: what was read is not needed a second time.
  const order = concatenated(train, test);
  const design = preprocessing.transform(table, { rows: order, copy: false, compute });
  const labelsInOrder = new Float64Array(new SharedArrayBuffer(8 * order.length));
  for (let i = 0; i < order.length; i++) labelsInOrder[i] = labels[order[i]!]!;
  const prepared = performance.now();
  const model = new LogisticRegression({ C: options.C ?? 1 }).fit(
    designRows(design, 0, train.length),
    labelsInOrder.subarray(0, train.length),
    { compute },
  );
  const fitted = performance.now();
  const proba = model.predictProba(design, { compute });
  const scored = performance.now();
  const testLabels = labelsInOrder.subarray(train.length);
  const testProba = proba.subarray(train.length);
  const roc_auc = rocAucScore(testLabels, testProba);
  const log_loss = logLoss(testLabels, testProba);
  const measured = performance.now();
  const seconds = (from: number, to: number) => Math.round(to - from) / 1000;
  return {
    rows: table.nRows,
    coefficients: design.nColumns + 1,
    seconds: {
      read: seconds(started, read),
      prepare: seconds(read, prepared),
      fit: seconds(prepared, fitted),
      score: seconds(fitted, scored),
      metrics: seconds(scored, measured),
      total: seconds(0, measured),
    },
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    roc_auc,
    log_loss,
    objective: model.objective,
    iterations: model.nIter,
    gradient_norm: model.gradientNorm,
    converged: model.converged,
  };
}

function concatenated(first: Uint32Array, second: Uint32Array): Uint32Array {
  const result = new Uint32Array(new SharedArrayBuffer(4 * (first.length + second.length)));
  result.set(first);
  result.set(second, first.length);
  return result;
}
