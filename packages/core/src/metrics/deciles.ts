import type { Decile } from '../results/results.js';
import { checkProbabilities } from './check-scores.js';
import { equalCountBins } from './equal-count-bins.js';
import { type RankedScores, rankScores } from './ranked-scores.js';

/**
 * Actual against predicted by tenth of the rows, highest scores first; fewer than ten with fewer than ten rows. Positives
 * may be a fraction where equal scores fall on both sides of an edge (see `equalCountBins`).
 */
export function deciles(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): Decile[] {
  checkProbabilities(yTrue, yScore);
  return decilesOfRanked(rankScores(yTrue, yScore));
}

/** Kernel of `deciles`. */
export function decilesOfRanked(ranked: RankedScores): Decile[] {
  return equalCountBins(ranked, 10).map(({ n, positives, scoreSum }) => ({ n, positives, mean_proba: scoreSum / n }));
}
