import { checkProbabilities } from './check-scores.js';
import { equalCountBins } from './equal-count-bins.js';
import type { MetricOptions } from './metric-options.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

/** A tenth of the rows. */
export interface Decile {
  readonly n: number;
  readonly positives: number;
  readonly meanProba: number;
}

/**
 * Actual against predicted by tenth of the rows, highest scores first; fewer than ten with fewer than ten rows. Positives
 * may be a fraction where equal scores fall on both sides of an edge (see `equalCountBins`).
 */
export function deciles(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): Decile[] {
  checkProbabilities(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return decilesOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `deciles`. */
export function decilesOfRanked(ranked: RankedScores, counts: Float64Array): Decile[] {
  return equalCountBins(ranked, 10, counts).map(({ n, positives, scoreSum }) => ({
    n,
    positives,
    meanProba: scoreSum / n,
  }));
}
