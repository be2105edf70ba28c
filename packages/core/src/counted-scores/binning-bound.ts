import { AVERAGE_PRECISION } from '../metrics/average-precision-score.js';
import { BRIER_RESOLUTION } from '../metrics/brier-decomposition.js';
import { ECE_BINS } from '../metrics/expected-calibration-error.js';
import { LIFT_AT_1, LIFT_AT_5, LIFT_AT_10 } from '../metrics/lift-at-score.js';
import { logLossOfBaseRate, logLossOfRow } from '../metrics/log-loss.js';
import type { MetricName } from '../metrics/metric-list.js';
import { classCounts, type RankedScores, rankedWeights, rankScores } from '../metrics/ranked-scores.js';
import type { CountedScores } from './counted-scores.js';

/**
 * Entries whose rows have different scores: probabilities in bins that do not overlap. The score of an entry is the mean of
 * all rows of its bin, of both labels: so both are tied, as their order is not known, and their sum is that of the rows.
 */
export interface BinnedScores extends CountedScores {
  /** The least and the greatest probability of the entry's rows. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** By how much a metric of binned entries may differ at most from that of their rows. Metrics that are left out do not differ. */
export type BinningBound = Readonly<Partial<Record<MetricName, number>>>;

const LIFTS = [LIFT_AT_1, LIFT_AT_5, LIFT_AT_10] as const;

/**
 * The bound of binning, for every metric of scores, apart from the rounding of sums.
 *
 * - ROC AUC: ½ Σ n⁺n⁻ / (N⁺N⁻) over the bins with rows of several scores: each pair within a bin counts ½, and is 0 or 1.
 * - Average precision and lift: the rows of a bin in the best and in the worst order bound what their own order gives. In the
 *   worst, positives of a bin do not even share their precision.
 * - Log-loss and Brier score: the mean over the rows of the most by which the loss at the bin's mean and that of its lowest and
 *   highest score of that label differ. Log-loss is clipped at 2⁻⁵², beyond which it no longer differs.
 * - The parts of the Brier score: resolution is bounded by its value in the best order, reliability by that and the Brier score's.
 * - Calibration error: the mean distance of scores from their bin's mean, and what the bins at its nine edges may hold of
 *   positives above or below an edge.
 *
 * Base rate and expected positives are those of the rows. Metrics at a threshold differ only where a bin is on both sides of it.
 * @param binned at least one entry, probabilities
 */
export function binningBound(binned: BinnedScores): BinningBound {
  const { scores, labels, counts, low, high } = binned;
  const ranked = rankScores(labels, scores);
  const weights = rankedWeights(ranked, counts);
  const { positives, negatives } = classCounts(ranked, weights);
  const total = positives + negatives;
  const bins = binsOf(ranked, weights, binned, ranked.order);
  const pairs = bins.reduce((sum, bin) => sum + (bin.spread ? bin.positives * bin.negatives : 0), 0);
  const meanOf = (differenceOf: (entry: number) => number) =>
    counts.reduce((sum, count, entry) => sum + count * differenceOf(entry), 0) / total;
  const logLoss = meanOf((entry) => farthest(binned, entry, (score) => logLossOfRow(labels[entry]!, score)));
  const brier = meanOf((entry) => farthest(binned, entry, (score) => (score - labels[entry]!) ** 2));
  const distance = meanOf((entry) => Math.max(high[entry]! - scores[entry]!, scores[entry]! - low[entry]!, 0));
  const largestBin = bins.reduce(
    (most, bin) => Math.max(most, bin.spread ? (bin.positives * bin.negatives) / (bin.positives + bin.negatives) : 0),
    0,
  );
  const [best, worst] = [inOrder(bins, 'best'), inOrder(bins, 'worst')];
  const between = (kernel: (ranked: RankedScores, counts: Float64Array) => number | null) => {
    const [given, most, least] = [
      kernel(ranked, weights),
      kernel(best.ranked, best.counts),
      kernel(worst.ranked, worst.counts),
    ];
    return given === null || most === null || least === null ? 0 : Math.max(most - given, given - least, 0);
  };
  const resolution = between(BRIER_RESOLUTION.kernel);
  const reference = logLossOfBaseRate(positives / total);
  return {
    ...(positives > 0 && negatives > 0 && { roc_auc: pairs / 2 / (positives * negatives) }),
    ...(positives > 0 && {
      average_precision: Math.max(
        between(AVERAGE_PRECISION.kernel),
        AVERAGE_PRECISION.kernel(ranked, weights)! - worstAveragePrecision(bins, positives),
      ),
      ...Object.fromEntries(LIFTS.map(({ name, kernel }) => [name, between(kernel)])),
    }),
    log_loss: logLoss,
    ...(reference > 0 && { log_loss_skill: logLoss / reference }),
    brier,
    brier_reliability: brier + resolution,
    brier_resolution: resolution,
    ece: distance + (2 * (ECE_BINS - 1) * largestBin) / total,
  };
}

interface Bin {
  readonly positives: number;
  readonly negatives: number;
  /** Whether its rows have several scores. */
  readonly spread: boolean;
}

/** Highest first. */
function binsOf(
  { labels, groupEnds }: RankedScores,
  counts: Float64Array,
  { low, high }: BinnedScores,
  order: Uint32Array,
): Bin[] {
  let start = 0;
  return Array.from(groupEnds, (end) => {
    let [positives, negatives] = [0, 0];
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (; start < end; start++) {
      if (labels[start] === 1) positives += counts[start]!;
      else negatives += counts[start]!;
      least = Math.min(least, low[order[start]!]!);
      most = Math.max(most, high[order[start]!]!);
    }
    return { positives, negatives, spread: most > least };
  });
}

/** The difference of a loss between the entry's score and the farther end of its bin. */
function farthest({ scores, low, high }: BinnedScores, entry: number, lossAt: (score: number) => number): number {
  const here = lossAt(scores[entry]!);
  return Math.max(Math.abs(lossAt(low[entry]!) - here), Math.abs(lossAt(high[entry]!) - here));
}

/** The rows ranked with all positives of a bin above its negatives, or below them. */
function inOrder(
  bins: readonly Bin[],
  order: 'best' | 'worst',
): { readonly ranked: RankedScores; readonly counts: Float64Array } {
  const labels: number[] = [];
  const counts: number[] = [];
  const ends: number[] = [];
  for (const { positives, negatives, spread } of bins) {
    const both = [
      [1, positives],
      [0, negatives],
    ] as const;
    for (const [label, count] of order === 'best' ? both : both.toReversed()) {
      if (count === 0) continue;
      labels.push(label);
      counts.push(count);
      if (spread) ends.push(labels.length);
    }
    // Rows of one score stay tied.
    if (!spread && ends.at(-1) !== labels.length) ends.push(labels.length);
  }
  const scores = Float64Array.from(labels, (_, place) => -place);
  return {
    ranked: { scores, labels: Float64Array.from(labels), groupEnds: Uint32Array.from(ends) },
    counts: Float64Array.from(counts),
  };
}

/** At most the average precision of any order within the bins: negatives first, then positives one by one. */
function worstAveragePrecision(bins: readonly Bin[], total: number): number {
  let caught = 0;
  let rows = 0;
  let area = 0;
  for (const { positives, negatives, spread } of bins) {
    const before = rows + negatives;
    if (positives > 0) {
      // Σ (caught + j) / (before + j) over j = 1 … positives, whose reciprocals are less than their integral.
      area += spread
        ? positives - (before > 0 ? (before - caught) * Math.log1p(positives / before) : 0)
        : positives * ((caught + positives) / (before + positives));
    }
    caught += positives;
    rows = before + positives;
  }
  return area / total;
}
