import { Z_975 } from '../metrics/wilson-interval.js';
import type { WeekEvaluation } from '../results/results.js';
import { Z_95 } from './promotion-gate.js';

/** What a challenger's weeks in the shadow say of it, all final ones together. */
export interface ShadowGate {
  /** Weeks that count, oldest first. */
  readonly weeks: readonly string[];
  /** Users of all of them; one of several weeks counts several times. */
  readonly n: number;
  /** Mean over those users of (the challenger's log-loss − that of the model that was served). */
  readonly mean_difference: number;
  readonly standard_error: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
  /** By the measure of the gate of a training: 1.64 standard errors either way. */
  readonly verdict: 'better' | 'worse' | 'undecided';
}

/**
 * The paired comparison of a training's gate, on the weeks in which a challenger scored beside the model that was served. It decides
 * nothing by itself: whoever reads it may promote the challenger.
 * @param evaluated weeks of one challenger; provisional ones do not count
 * @returns null where no week counts
 */
export function shadowGate(evaluated: readonly WeekEvaluation[]): ShadowGate | null {
  const weeks = evaluated.flatMap((week) =>
    week.shadow === undefined || week.provisional ? [] : [{ ...week.shadow, ...week }],
  );
  const n = weeks.reduce((sum, week) => sum + week.n, 0);
  if (n === 0) return null;
  const mean = weeks.reduce((sum, week) => sum + week.n * week.mean_difference, 0) / n;
  const error = Math.sqrt(weeks.reduce((sum, week) => sum + (week.n * week.standard_error) ** 2, 0)) / n;
  const verdict = mean > Z_95 * error ? 'worse' : -mean > Z_95 * error ? 'better' : 'undecided';
  return {
    weeks: weeks.map((week) => week.predicted_week).sort(),
    n,
    mean_difference: mean,
    standard_error: error,
    interval: [mean - Z_975 * error, mean + Z_975 * error],
    verdict,
  };
}
