import { weightedMean } from '../metrics/weighted-mean.js';
import type { ContributionMoments } from '../models/model-explanations.js';
import type { Scorer } from '../models/scorer.js';
import type { Table } from '../table/table.js';

/** Mean and deviation of every feature's contribution over the rows of `table`, in the order of the scorer's features. */
export function contributionMoments(
  scorer: Pick<Scorer, 'featureNames' | 'contributionsOf'>,
  table: Table,
): ContributionMoments[] {
  return scorer.featureNames.map((feature) => {
    const contributions = scorer.contributionsOf(feature, table);
    const mean = weightedMean(contributions);
    const sd = Math.sqrt(weightedMean(contributions.map((value) => (value - mean) ** 2)));
    return { feature, mean, sd };
  });
}
