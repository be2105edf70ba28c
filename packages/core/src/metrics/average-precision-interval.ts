import type { Interval } from './interval.js';
import { classCounts, type RankedScores } from './ranked-scores.js';
import { PRIOR_ROWS } from './roc-auc-interval.js';
import { studentTQuantile } from './student-t-quantile.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * 95 % interval of average precision, symmetric on the logit scale. Its variance is that of the influence of each row,
 * pooled with the binomial variance AP·(1 − AP) / positives, which counts as three more positives; the quantile is
 * Student's, with the number of rows of the smaller class minus one as degrees of freedom. A perfect ranking gets
 * Wilson's interval with as many trials as there are positives. Null with fewer than two rows of a class. O(n).
 * @see Boyd, Eng, Page (2013), "Area under the precision-recall curve: point estimates and confidence intervals", who
 * recommend the binomial and the logit interval and warn of the bootstrap
 */
export function averagePrecisionIntervalOfRanked(ranked: RankedScores, counts: Float64Array): Interval | null {
  const { positives, negatives } = classCounts(ranked, counts);
  const seen = Math.min(positives, negatives) - 1;
  if (seen < 1) return null;
  const { estimate, variance: influence } = influenceVariance(ranked, counts, positives, positives + negatives);
  if (estimate >= 1) return wilsonInterval(positives, positives);
  const binomial = (estimate * (1 - estimate)) / positives;
  const variance = (seen * influence * ((seen + 1) / seen) + PRIOR_ROWS * binomial) / (seen + PRIOR_ROWS);
  const logit = Math.log(estimate / (1 - estimate));
  const half = (studentTQuantile(seen) * Math.sqrt(variance)) / (estimate * (1 - estimate));
  return [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
}

/**
 * Average precision and Σψ²/n² of its influence function
 * ψ = (y·(P(s) − AP) + Σ over positives at or below s of (y − P) / rows at or above them) / base rate, where P(s) is the
 * precision of the rows that score s or more.
 */
function influenceVariance(
  { labels, groupEnds }: RankedScores,
  counts: Float64Array,
  positives: number,
  total: number,
): { estimate: number; variance: number } {
  const groups = groupEnds.length;
  const groupPositives = new Float64Array(groups);
  const rowsAbove = new Float64Array(groups);
  const precision = new Float64Array(groups);
  let caught = 0;
  let rows = 0;
  let area = 0;
  let entry = 0;
  for (let group = 0; group < groups; group++) {
    const before = caught;
    for (; entry < groupEnds[group]!; entry++) {
      caught += counts[entry]! * labels[entry]!;
      rows += counts[entry]!;
    }
    groupPositives[group] = caught - before;
    rowsAbove[group] = rows;
    precision[group] = rows > 0 ? caught / rows : 0;
    area += groupPositives[group]! * precision[group]!;
  }
  const estimate = area / positives;
  const baseRate = positives / total;
  let squares = 0;
  // Sums over this group and those below it.
  let gained = 0;
  let lost = 0;
  for (let group = groups - 1; group >= 0; group--) {
    if (groupPositives[group]! > 0) {
      gained += groupPositives[group]! / rowsAbove[group]!;
      lost += (groupPositives[group]! * precision[group]!) / rowsAbove[group]!;
    }
    const ofPositive = (precision[group]! - estimate + gained - lost) / baseRate;
    const ofNegative = -lost / baseRate;
    for (let i = group === 0 ? 0 : groupEnds[group - 1]!; i < groupEnds[group]!; i++) {
      squares += counts[i]! * (labels[i] === 1 ? ofPositive : ofNegative) ** 2;
    }
  }
  return { estimate, variance: squares / total / total };
}
