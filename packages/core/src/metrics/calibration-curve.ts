import { PropensityError } from '../errors/propensity-error.js';
import { checkProbabilities } from './check-scores.js';
import type { MetricOptions } from './metric-options.js';

export interface CalibrationCurveOptions extends MetricOptions {
  /** Whole, at least 1; default 5. */
  readonly nBins?: number;
  /** `uniform`: bins of equal width (default); `quantile`: bins between quantiles of the probabilities. */
  readonly strategy?: 'uniform' | 'quantile';
}

/** One point per bin that has rows, lowest probabilities first. */
export interface CalibrationCurve {
  /** Share of positives. */
  readonly probTrue: Float64Array;
  /** Mean probability. */
  readonly probPred: Float64Array;
}

/**
 * Predicted probability against observed share, in bins of probability: on the diagonal where probabilities are
 * calibrated. A probability on an edge belongs to the bin below.
 * @param yTrue 0 or 1, one per row
 * @param yProb probabilities, one per row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`, `bad_bins`
 *
 * @example
 * import { calibrationCurve } from '@propensity/core';
 *
 * calibrationCurve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], { nBins: 2 }).probTrue; // → [0, 1]
 *
 * @see scikit-learn's `calibration_curve`, which takes no weights
 */
export function calibrationCurve(
  yTrue: ArrayLike<number>,
  yProb: ArrayLike<number>,
  { nBins = 5, strategy = 'uniform', sampleWeight }: CalibrationCurveOptions = {},
): CalibrationCurve {
  checkProbabilities(yTrue, yProb, sampleWeight);
  if (!(Number.isInteger(nBins) && nBins >= 1)) {
    throw new PropensityError('bad_bins', `The number of bins must be whole and at least 1, not ${nBins}.`);
  }
  const edges = strategy === 'uniform' ? uniformEdges(nBins) : quantileEdges(yProb, nBins);
  const bins = Array.from({ length: nBins }, () => ({ weight: 0, positives: 0, predicted: 0 }));
  for (let row = 0; row < yProb.length; row++) {
    const weight = sampleWeight === undefined ? 1 : sampleWeight[row]!;
    const bin = bins[edgesBelow(edges, yProb[row]!)]!;
    bin.weight += weight;
    bin.positives += weight * yTrue[row]!;
    bin.predicted += weight * yProb[row]!;
  }
  const filled = bins.filter(({ weight }) => weight > 0);
  return {
    probTrue: Float64Array.from(filled, ({ weight, positives }) => positives / weight),
    probPred: Float64Array.from(filled, ({ weight, predicted }) => predicted / weight),
  };
}

/** The inner edges. */
function uniformEdges(nBins: number): Float64Array {
  return Float64Array.from({ length: nBins - 1 }, (_, bin) => (bin + 1) * (1 / nBins));
}

/** The inner edges; linear between the two nearest values, as numpy's `percentile`. */
function quantileEdges(yProb: ArrayLike<number>, nBins: number): Float64Array {
  const sorted = Float64Array.from(yProb).sort();
  return Float64Array.from({ length: nBins - 1 }, (_, bin) => {
    // As numpy rounds: a percentage on the way.
    const position = (((bin + 1) * (1 / nBins) * 100) / 100) * (sorted.length - 1);
    const below = Math.floor(position);
    const [lower, upper] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
    const part = position - below;
    return part >= 0.5 ? upper - (upper - lower) * (1 - part) : lower + (upper - lower) * part;
  });
}

/** How many edges lie below a value; as numpy's `searchsorted`. */
function edgesBelow(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
