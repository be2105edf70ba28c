import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { checkCounts, checkProbabilities } from './check-scores.js';
import { entriesOfRows } from './entries-of-rows.js';
import type { Interval } from './interval.js';
import type { ScoreMetric } from './metric.js';
import { poisson } from './poisson.js';
import { classCounts, type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { standardNormal } from './standard-normal.js';
import { studentTQuantile } from './student-t-quantile.js';

/** With fewer usable replicates than this, which have both classes, there is no interval. */
const MIN_USABLE_REPLICATES = 50;
/** Up to so many rows are drawn one by one, however few entries they are. */
const DRAWN_ONE_BY_ONE = 100_000;

export interface BootstrapOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Default `bootstrapReplicates(nRows)`; of elements that stand for many rows, of the number of elements. */
  readonly replicates?: number;
  /** Rows of that score and label that each element stands for, one each: whole, from 1 on; default 1. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
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
 * fewer than 50 left. The same seed gives the same interval. Sorts once: a replicate is O(n). More than 100,000 rows of
 * fewer elements are not drawn one by one: each element's number in a draw is Poisson with its count as mean.
 * @param yScore probabilities, one per row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 * @see Efron, Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13; Hesterberg (2015), "What Teachers Should
 * Know about the Bootstrap", for its expanded percentile interval; Chamandy et al. (2012), "Estimating uncertainty for massive
 * data streams", for the Poisson bootstrap
 */
export function bootstrapInterval(
  kernel: ScoreMetric['kernel'],
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval | null {
  checkProbabilities(yTrue, yScore, options.sampleWeight);
  checkCounts(options.sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return bootstrapIntervalOfRanked(kernel, ranked, rankedWeights(ranked, options.sampleWeight), options);
}

/** Kernel of `bootstrapInterval`. @param counts whole numbers: how many rows each entry stands for */
export function bootstrapIntervalOfRanked(
  kernel: ScoreMetric['kernel'],
  ranked: RankedScores,
  counts: Float64Array,
  { seed = 0, replicates }: Omit<BootstrapOptions, 'sampleWeight'> = {},
): Interval | null {
  const { positives, negatives } = classCounts(ranked, counts);
  const smaller = Math.min(positives, negatives);
  if (smaller < 2) return null;
  const rows = positives + negatives;
  const random = xoroshiro128plus(seed);
  const uniform = () => (random.next() >>> 0) / 2 ** 32;
  const oneByOne = rows <= Math.max(DRAWN_ONE_BY_ONE, counts.length);
  const draw = oneByOne ? drawsOfRows(counts, rows, uniform) : drawsOfEntries(counts, uniform);
  const drawn = new Float64Array(counts.length);
  const values: number[] = [];
  const times = replicates ?? bootstrapReplicates(oneByOne ? rows : counts.length);
  for (let replicate = 0; replicate < times; replicate++) {
    draw(drawn);
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

/** Fills in how often each entry is drawn. */
type Draw = (drawn: Float64Array) => void;

function drawsOfRows(counts: Float64Array, total: number, uniform: () => number): Draw {
  const rows = entriesOfRows(counts);
  return (drawn) => {
    drawn.fill(0);
    // 32 random bits times n / 2³²: uneven by at most n / 2³², which no interval can show.
    for (let draw = 0; draw < total; draw++) drawn[rows[Math.floor(uniform() * total)]!]!++;
  };
}

function drawsOfEntries(counts: Float64Array, uniform: () => number): Draw {
  return (drawn) => {
    for (let entry = 0; entry < counts.length; entry++) drawn[entry] = poisson(counts[entry]!, uniform);
  };
}

/** Linear between the two nearest values, as numpy's default. */
function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (position - below) * (upper - lower);
}
