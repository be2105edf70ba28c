import { brierOfRanked } from './brier-score-loss.js';
import { checkProbabilities } from './check-scores.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import { classCounts, type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

/** Brier score = reliability − resolution + uncertainty. */
export interface BrierDecomposition {
  /** What miscalibration costs; at least 0, and 0 for probabilities that no monotone map improves on these rows. */
  readonly reliability: number;
  /** What telling rows apart earns; at least 0, and 0 for one probability for all. */
  readonly resolution: number;
  /** Base rate · (1 − base rate): the Brier score of always saying the base rate. */
  readonly uncertainty: number;
}

/**
 * The Brier score in its three parts: reliability is the score minus that of the same rows after the best monotone
 * recalibration (isotonic regression), resolution is uncertainty minus that score. No bins to choose, and the parts add up
 * exactly. On few rows both reliability and resolution come out somewhat too large: the recalibration is of the same rows.
 *
 * @example
 * import { brierDecomposition } from '@propensity/core/metrics';
 *
 * brierDecomposition([0, 1], [0.5, 0.5]); // → { reliability: 0, resolution: 0, uncertainty: 0.25 }
 *
 * @see Murphy (1973); Bröcker (2009); Dimitriadis, Gneiting and Jordan (2021), "Stable reliability diagrams"
 */
export function brierDecomposition(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): BrierDecomposition {
  checkProbabilities(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return brierDecompositionOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `brierDecomposition`. */
export function brierDecompositionOfRanked(ranked: RankedScores, counts: Float64Array): BrierDecomposition {
  const { positives, negatives } = classCounts(ranked, counts);
  const total = positives + negatives;
  const uncertainty = (positives / total) * (negatives / total);
  const recalibrated = isotonicBrier(ranked, counts) / total;
  return {
    reliability: Math.max(0, brierOfRanked(ranked, counts) - recalibrated),
    resolution: Math.max(0, uncertainty - recalibrated),
    uncertainty,
  };
}

/** Σ of the squared errors after isotonic regression: a block of share q leaves n·q·(1 − q). */
function isotonicBrier({ labels, groupEnds }: RankedScores, counts: Float64Array): number {
  const sizes = new Float64Array(groupEnds.length);
  const sums = new Float64Array(groupEnds.length);
  let blocks = 0;
  let row = 0;
  // Highest scores first: the shares of positives must not rise from block to block.
  for (const end of groupEnds) {
    let size = 0;
    let sum = 0;
    for (; row < end; row++) {
      size += counts[row]!;
      sum += counts[row]! * labels[row]!;
    }
    if (size === 0) continue;
    while (blocks > 0 && sums[blocks - 1]! * size <= sum * sizes[blocks - 1]!) {
      blocks--;
      size += sizes[blocks]!;
      sum += sums[blocks]!;
    }
    sizes[blocks] = size;
    sums[blocks++] = sum;
  }
  let error = 0;
  for (let block = 0; block < blocks; block++) error += sums[block]! * (1 - sums[block]! / sizes[block]!);
  return error;
}

export const BRIER_RELIABILITY = {
  name: 'brier_reliability',
  label: 'reliability of the Brier score',
  direction: 'lower',
  unit: 'score',
  column: 'float',
  kernel: (ranked, counts) => brierDecompositionOfRanked(ranked, counts).reliability,
} as const satisfies ScoreMetric;

export const BRIER_RESOLUTION = {
  name: 'brier_resolution',
  label: 'resolution of the Brier score',
  direction: 'higher',
  unit: 'score',
  column: 'float',
  kernel: (ranked, counts) => brierDecompositionOfRanked(ranked, counts).resolution,
} as const satisfies ScoreMetric;

export const BRIER_UNCERTAINTY = {
  name: 'brier_uncertainty',
  label: 'uncertainty of the Brier score',
  direction: 'none',
  unit: 'score',
  column: 'float',
  kernel: (ranked, counts) => {
    const { positives, negatives } = classCounts(ranked, counts);
    return (positives * negatives) / (positives + negatives) ** 2;
  },
} as const satisfies ScoreMetric;
