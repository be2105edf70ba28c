import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { checkProbabilities } from './check-scores.js';
import type { Interval } from './interval.js';
import type { ScoreMetric } from './metric.js';
import { classCounts, type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { standardNormal } from './standard-normal.js';
import { studentTQuantile } from './student-t-quantile.js';

/** With fewer usable replicates than this, which have both classes, there is no interval. */
const MIN_USABLE_REPLICATES = 50;

export interface BootstrapOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Default `bootstrapReplicates(nRows)`. */
  readonly replicates?: number;
}

/** 300, and fewer from 66,667 rows on (20 million rows drawn in all), but never fewer than 100. */
export function bootstrapReplicates(nRows: number): number {
  return Math.max(100, Math.min(300, Math.floor(2e7 / nRows)));
}

/**
 * 95 % bootstrap interval of any metric of scores, for metrics without a formula: rows are drawn with replacement, the
 * metric is computed on the draw, and two quantiles are reported. Which two depends on Student's t, with the number of
 * rows of the smaller class minus one as degrees of freedom: the plain 2.5 % and 97.5 % quantiles are too close
 * together with few positives. Draws without both classes, or where the metric is undefined, are dropped; null with
 * fewer than 50 left. The same seed gives the same interval. Sorts once: a replicate is O(n).
 * @param yScore probabilities, one per row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`
 * @see Efron, Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13; Hesterberg (2015), "What Teachers Should
 * Know about the Bootstrap", for its expanded percentile interval
 */
export function bootstrapInterval(
  kernel: ScoreMetric['kernel'],
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval | null {
  checkProbabilities(yTrue, yScore);
  const ranked = rankScores(yTrue, yScore);
  return bootstrapIntervalOfRanked(kernel, ranked, rankedWeights(ranked), options);
}

/** Kernel of `bootstrapInterval`. @param counts whole numbers: how many rows each entry stands for */
export function bootstrapIntervalOfRanked(
  kernel: ScoreMetric['kernel'],
  ranked: RankedScores,
  counts: Float64Array,
  { seed = 0, replicates }: BootstrapOptions = {},
): Interval | null {
  const { positives, negatives } = classCounts(ranked, counts);
  const smaller = Math.min(positives, negatives);
  if (smaller < 2) return null;
  const rows = entriesOfRows(counts, positives + negatives);
  const random = xoroshiro128plus(seed);
  const drawn = new Float64Array(counts.length);
  const values: number[] = [];
  for (let replicate = 0; replicate < (replicates ?? bootstrapReplicates(rows.length)); replicate++) {
    drawn.fill(0);
    // 32 random bits times n / 2³²: uneven by at most n / 2³², which no interval can show.
    for (let draw = 0; draw < rows.length; draw++) {
      drawn[rows[Math.floor(((random.next() >>> 0) / 2 ** 32) * rows.length)]!]!++;
    }
    const classes = classCounts(ranked, drawn);
    if (classes.positives === 0 || classes.negatives === 0) continue;
    const value = kernel(ranked, drawn);
    if (value !== null) values.push(value);
  }
  if (values.length < MIN_USABLE_REPLICATES) return null;
  const tail = standardNormal(-studentTQuantile(smaller - 1) * Math.sqrt(smaller / (smaller - 1)));
  const sorted = Float64Array.from(values).sort();
  return [quantileOfSorted(sorted, tail), quantileOfSorted(sorted, 1 - tail)];
}

/** The entry of each row. */
function entriesOfRows(counts: Float64Array, total: number): Uint32Array {
  const rows = new Uint32Array(total);
  let row = 0;
  counts.forEach((count, entry) => {
    rows.fill(entry, row, row + count);
    row += count;
  });
  return rows;
}

/** Linear between the two nearest values, as numpy's default. */
function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (position - below) * (upper - lower);
}
