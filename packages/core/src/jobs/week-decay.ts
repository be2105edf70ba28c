import type { JobSettings } from '../config/settings.js';
import { type ModelPromise, weekBets } from '../decay/bets.js';
import { DEFAULT_DECAY_LIMITS } from '../decay/decay-limits.js';
import { type DecayWeek, decayVerdict } from '../decay/decay-verdict.js';
import { placementsOf } from '../decay/placements.js';
import type { MetricOptions } from '../metrics/metric-options.js';
import type { TrainResult, WeekDecay, WeekEvaluation } from '../results/results.js';

/** Not below this is promised: a model that ranks no better than chance promises nothing. */
const CHANCE = 0.5;

/**
 * What a week's rows say of the model that scored it.
 * @param trained null for a model that is no longer registered
 * @param options.sampleWeight rows of that score and label that each element stands for; default 1 each
 */
export function betsOfWeek(
  labels: Float64Array,
  proba: Float64Array,
  trained: TrainResult | null,
  { decay = DEFAULT_DECAY_LIMITS }: Pick<JobSettings, 'decay'>,
  { sampleWeight }: MetricOptions = {},
): WeekDecay['bets'] {
  const countOf = (row: number) => (sampleWeight === undefined ? 1 : sampleWeight[row]!);
  const sum = (values: Float64Array) => values.reduce((total, value, row) => total + countOf(row) * value, 0);
  const observed = sum(labels);
  const both = labels.includes(0) && labels.includes(1);
  const promise: ModelPromise = {
    tolerance: decay.tolerance,
    rocAuc: both ? promisedRocAuc(trained, decay.rocAuc) : null,
  };
  const placements = placementsOf(labels, proba, sampleWeight);
  const counts = sampleWeight && Array.from(labels.keys(), countOf).filter((_, row) => labels[row] === 1);
  return weekBets({ expected: sum(proba), observed, placements, counts }, promise);
}

function promisedRocAuc(trained: TrainResult | null, margin: number): number | null {
  const least = trained?.metrics.intervals.roc_auc?.[0];
  if (least === undefined || least - margin <= CHANCE) return null;
  return least - margin;
}

/**
 * The rows with what all weeks of their model up to them say: final ones that are not in-sample; null for any other. A row of a version
 * that did not look at decay counts for nothing, and stays as it is.
 * @param rows of all weeks, in any order
 */
export function withDecay(rows: readonly WeekEvaluation[]): WeekEvaluation[] {
  return rows.map((row) => {
    if (row.decay === undefined || row.decay === null) return row;
    if (!counts(row)) return { ...row, decay: null };
    const { bets } = row.decay;
    const life = rows
      .filter((other) => other.model === row.model && other.predicted_week <= row.predicted_week && counts(other))
      .sort((a, b) => (a.predicted_week < b.predicted_week ? -1 : 1))
      .flatMap((other): DecayWeek[] =>
        other.decay == null ? [] : [{ week: other.predicted_week, bets: other.decay.bets }],
      );
    return { ...row, decay: { ...decayVerdict(life), bets } };
  });
}

function counts({ provisional, in_sample }: Pick<WeekEvaluation, 'provisional' | 'in_sample'>): boolean {
  return !provisional && !in_sample;
}
