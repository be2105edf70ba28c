import { PropensityError } from '../errors/propensity-error.js';
import { checkScores } from './check-scores.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

/**
 * Share of positives among the ⌈n·percent/100⌉ highest scores, over the share among all: 3 means three times as many as by
 * chance. Rows of equal score at the cut count in proportion, so that the order of rows cannot matter. Null when there is no
 * positive.
 * @param percent in (0, 100]
 * @throws PropensityError `bad_percent`
 */
export function liftAtScore(yTrue: ArrayLike<number>, yScore: ArrayLike<number>, percent: number): number | null {
  checkScores(yTrue, yScore);
  if (!(percent > 0 && percent <= 100)) {
    throw new PropensityError('bad_percent', `The percentage of a lift must be in (0, 100], not ${percent}.`);
  }
  const ranked = rankScores(yTrue, yScore);
  return liftOfRanked(ranked, rankedWeights(ranked), percent);
}

/** Kernel of `liftAtScore`. @param counts how often each row counts, in the order of the ranking; sums to a whole number */
export function liftOfRanked(
  { labels, groupEnds }: RankedScores,
  counts: Float64Array,
  percent: number,
): number | null {
  let total = 0;
  let positives = 0;
  for (let row = 0; row < counts.length; row++) {
    total += counts[row]!;
    positives += counts[row]! * labels[row]!;
  }
  if (positives === 0) return null;
  const size = Math.ceil((total * percent) / 100);
  let taken = 0;
  let caught = 0;
  let row = 0;
  for (let group = 0; group < groupEnds.length && taken < size; group++) {
    const end = groupEnds[group]!;
    let groupCount = 0;
    let groupPositives = 0;
    for (; row < end; row++) {
      groupCount += counts[row]!;
      groupPositives += counts[row]! * labels[row]!;
    }
    if (groupCount === 0) continue;
    const share = Math.min(1, (size - taken) / groupCount);
    caught += groupPositives * share;
    taken += groupCount * share;
  }
  return caught / size / (positives / total);
}
