import { compareRocAucs, evaluateScores, type Interval, logLoss, rocAucScore } from '@propensity/core';
import { camelCase, compareLogLosses, rankScores, SCORE_METRICS, THRESHOLD_METRICS } from '@propensity/core/metrics';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ScorePopulation } from './score-population.js';

/** What became of the 95 % intervals of one figure over all samples. */
export interface Coverage {
  /** Samples that gave an interval. */
  readonly intervals: number;
  /** Samples whose interval held the truth, over `intervals`. */
  readonly held: number;
  /** Samples whose interval lay wholly above the truth, and wholly below it, over `intervals`. */
  readonly above: number;
  readonly below: number;
}

export interface CoverageOptions {
  /** Rows of each sample. */
  readonly rows: number;
  readonly samples: number;
  readonly seed: number;
}

/**
 * How often intervals hold the truth: samples of a population are evaluated, and each interval is compared with what the
 * metric is of all users. By name of the metric; the paired comparisons of the population's two models are
 * `roc_auc_difference` and `log_loss_difference`.
 */
export function intervalCoverage(
  population: ScorePopulation,
  { rows, samples, seed }: CoverageOptions,
): ReadonlyMap<string, Coverage> {
  const truth = truthOf(population);
  const tallies = new Map([...truth.keys()].map((name) => [name, { intervals: 0, above: 0, below: 0 }]));
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  for (let i = 0; i < samples; i++) {
    const { yTrue, yScore, yOther } = population.sample(rows, uniform);
    const { intervals } = evaluateScores(yTrue, yScore, { threshold: population.threshold, seed: i });
    const found = new Map<string, Interval | undefined>([
      ...[...SCORE_METRICS, ...THRESHOLD_METRICS].map(({ name }) => [name, intervals[camelCase(name)]] as const),
      ['roc_auc_difference', compareRocAucs(yTrue, yScore, yOther)?.interval],
      ['log_loss_difference', compareLogLosses(yTrue, yScore, yOther).interval],
    ]);
    for (const [name, value] of truth) {
      const interval = found.get(name);
      if (interval === undefined) continue;
      const tally = tallies.get(name)!;
      tally.intervals++;
      if (value < interval[0]) tally.above++;
      else if (value > interval[1]) tally.below++;
    }
  }
  return new Map(
    [...tallies]
      .filter(([, { intervals }]) => intervals > 0)
      .map(([name, { intervals, above, below }]) => [
        name,
        {
          intervals,
          held: (intervals - above - below) / intervals,
          above: above / intervals,
          below: below / intervals,
        },
      ]),
  );
}

/** Every figure of all users. */
function truthOf({ users, threshold }: ScorePopulation): ReadonlyMap<string, number> {
  const { yTrue, yScore, yOther, weight: sampleWeight } = users;
  const ranked = rankScores(yTrue, yScore);
  const weights = Float64Array.from(ranked.order, (row) => sampleWeight[row]!);
  const counts = { tp: 0, tn: 0, fp: 0, fn: 0 };
  yScore.forEach((score, row) => {
    counts[score >= threshold ? (yTrue[row] === 1 ? 'tp' : 'fp') : yTrue[row] === 1 ? 'fn' : 'tn'] +=
      sampleWeight[row]!;
  });
  return new Map([
    ...SCORE_METRICS.map(({ name, kernel }) => [name, kernel(ranked, weights)!] as const),
    ...THRESHOLD_METRICS.map(({ name, kernel }) => [name, kernel(counts)] as const),
    [
      'roc_auc_difference',
      rocAucScore(yTrue, yScore, { sampleWeight })! - rocAucScore(yTrue, yOther, { sampleWeight })!,
    ],
    ['log_loss_difference', logLoss(yTrue, yScore, { sampleWeight }) - logLoss(yTrue, yOther, { sampleWeight })],
  ] as [string, number][]);
}
