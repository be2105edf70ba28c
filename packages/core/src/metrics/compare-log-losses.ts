import { checkCounts, checkProbabilities } from './check-scores.js';
import type { Interval } from './interval.js';
import { logLossOfRow } from './log-loss.js';
import type { MetricOptions } from './metric-options.js';
import { Z_975 } from './wilson-interval.js';

/** Two log-losses on the same rows. */
export interface LogLossComparison {
  /** Mean over the rows of (loss of the first − loss of the second); positive: the first is worse. */
  readonly meanDifference: number;
  readonly standardError: number;
  /** 95 % interval of the mean difference: normal. */
  readonly interval: Interval;
}

/**
 * Compares two models' log-losses on the same rows, row by row. Probabilities are clipped as `logLoss` clips them.
 * @param yTrue 0 or 1, one per row
 * @param yScore probabilities of the first model, one per row
 * @param yOther probabilities of the second, in the same order of rows
 * @param options.sampleWeight rows of that label and these two probabilities that each element stands for: whole, from 1 on
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 */
export function compareLogLosses(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  yOther: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): LogLossComparison {
  checkProbabilities(yTrue, yScore, sampleWeight);
  checkProbabilities(yTrue, yOther);
  checkCounts(sampleWeight);
  const countOf = (row: number) => (sampleWeight === undefined ? 1 : sampleWeight[row]!);
  const differences = new Float64Array(yTrue.length);
  let n = 0;
  for (let row = 0; row < differences.length; row++) {
    n += countOf(row);
    differences[row] = logLossOfRow(yTrue[row]!, yScore[row]!) - logLossOfRow(yTrue[row]!, yOther[row]!);
  }
  const meanDifference = differences.reduce((sum, d, row) => sum + countOf(row) * d, 0) / n;
  const squares = differences.reduce((sum, d, row) => sum + countOf(row) * (d - meanDifference) ** 2, 0);
  return logLossComparison(meanDifference, squares, n);
}

/** @param squares the sum over n rows of squared deviations from the mean difference */
export function logLossComparison(meanDifference: number, squares: number, n: number): LogLossComparison {
  const variance = squares / Math.max(1, n - 1);
  const standardError = Math.sqrt(variance / n);
  const half = Z_975 * standardError;
  return { meanDifference, standardError, interval: [meanDifference - half, meanDifference + half] };
}
