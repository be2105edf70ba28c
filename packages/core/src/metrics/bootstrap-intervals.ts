import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Interval } from '../results/results.js';
import { averagePrecisionOfRanked } from './average-precision-score.js';
import { checkProbabilities } from './check-scores.js';
import { liftOfRanked } from './lift-at-score.js';
import { logLossOfRow } from './log-loss.js';
import { logLossSkill } from './log-loss-skill-score.js';
import { type RankedScores, rankScores } from './ranked-scores.js';
import { rocAucOfRanked } from './roc-auc-score.js';
import { weightedMean } from './weighted-mean.js';

export const INTERVAL_METRICS = [
  'roc_auc',
  'average_precision',
  'log_loss',
  'log_loss_skill',
  'brier',
  'lift_at_1',
  'lift_at_5',
  'lift_at_10',
] as const;

export type IntervalMetric = (typeof INTERVAL_METRICS)[number];

/** With fewer replicates than this that hold both classes, there is no interval. */
const MIN_USABLE_REPLICATES = 50;

/** 300, and fewer from 66,667 rows on (20 million rows drawn in all), but never fewer than 100. */
export function bootstrapReplicates(nRows: number): number {
  return Math.max(100, Math.min(300, Math.floor(2e7 / nRows)));
}

/**
 * 95 % percentile bootstrap intervals of the metrics of these rows: rows are drawn with replacement, each metric is computed
 * on the draw, and the 2.5 % and 97.5 % quantiles are reported. Draws without both classes are dropped; with fewer than 50
 * left the answer is empty. The same seed gives the same intervals. Sorts once: a replicate is O(n).
 * @param options.replicates default `bootstrapReplicates(nRows)`
 * @see Efron, Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13
 */
export function bootstrapIntervals(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  options: { readonly seed: number; readonly replicates?: number },
): Partial<Record<IntervalMetric, Interval>> {
  checkProbabilities(yTrue, yScore);
  return intervalsOfRanked(rankScores(yTrue, yScore), options.seed, options.replicates);
}

/** Kernel of `bootstrapIntervals`. */
export function intervalsOfRanked(
  ranked: RankedScores,
  seed: number,
  replicates = bootstrapReplicates(ranked.scores.length),
): Partial<Record<IntervalMetric, Interval>> {
  const n = ranked.scores.length;
  const random = xoroshiro128plus(seed);
  const losses = ranked.scores.map((score, row) => logLossOfRow(ranked.labels[row]!, score));
  const squares = ranked.scores.map((score, row) => (score - ranked.labels[row]!) ** 2);
  const drawn = new Map<IntervalMetric, number[]>(INTERVAL_METRICS.map((metric) => [metric, []]));
  const counts = new Float64Array(n);
  for (let replicate = 0; replicate < replicates; replicate++) {
    counts.fill(0);
    // 32 random bits times n / 2³²: uneven by at most n / 2³², which no interval can show.
    for (let draw = 0; draw < n; draw++) counts[Math.floor(((random.next() >>> 0) / 2 ** 32) * n)]!++;
    const values = replicateMetrics(ranked, counts, losses, squares);
    if (values === null) continue;
    for (const metric of INTERVAL_METRICS) drawn.get(metric)!.push(values[metric]);
  }
  if (drawn.get('roc_auc')!.length < MIN_USABLE_REPLICATES) return {};
  return Object.fromEntries([...drawn].map(([metric, values]) => [metric, percentileInterval(values)]));
}

/** Every metric of one draw; null when it lacks a class. */
function replicateMetrics(
  ranked: RankedScores,
  counts: Float64Array,
  losses: Float64Array,
  squares: Float64Array,
): Record<IntervalMetric, number> | null {
  const rocAuc = rocAucOfRanked(ranked, counts);
  if (rocAuc === null) return null;
  const loss = weightedMean(losses, counts);
  return {
    roc_auc: rocAuc,
    average_precision: averagePrecisionOfRanked(ranked, counts)!,
    log_loss: loss,
    log_loss_skill: logLossSkill(loss, weightedMean(ranked.labels, counts))!,
    brier: weightedMean(squares, counts),
    lift_at_1: liftOfRanked(ranked, counts, 1)!,
    lift_at_5: liftOfRanked(ranked, counts, 5)!,
    lift_at_10: liftOfRanked(ranked, counts, 10)!,
  };
}

function percentileInterval(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort();
  return [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
}

/** Linear between the two nearest values, as numpy's default. */
function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (position - below) * (upper - lower);
}
