import type { Interval } from '../metrics/interval.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import { addDays } from '../windows/calendar-day.js';
import type { PendingWeek, ReportedWeek } from './report-data.js';
import type { EvaluatedRun } from './weeks-to-read.js';

/** Evaluated weeks as a report shows them. @param evaluated oldest first */
export function reportedWeeks(evaluated: readonly EvaluatedRun[]): ReportedWeek[] {
  return evaluated.map(({ evaluation: week }, index) => ({
    week: week.predicted_week,
    model: week.model,
    model_changed: index > 0 && evaluated[index - 1]!.evaluation.model !== week.model,
    n: week.n,
    positives: week.positives,
    positives_interval: countInterval(week.positives, week.n),
    expected: week.deciles.reduce((sum, { n, mean_proba }) => sum + n * mean_proba, 0),
    roc_auc: week.roc_auc,
    roc_auc_interval: week.intervals.roc_auc ?? null,
    simple_rule_roc_auc: week.simple_rule.roc_auc,
    lift_at_10: week.lift_at_10,
    lift_at_10_interval: week.intervals.lift_at_10 ?? null,
    log_loss_skill: week.log_loss_skill,
    reachable_share: week.reachable_share,
    label_completeness: week.label_completeness,
    provisional: week.provisional,
    in_sample: week.in_sample,
  }));
}

/** Runs whose week has no evaluation. @param runs one per snapshot and model, oldest first */
export function pendingWeeks(runs: readonly PublishedRun[], evaluated: readonly EvaluatedRun[]): PendingWeek[] {
  const done = new Set(evaluated.map(({ run }) => run));
  return runs
    .filter((run) => !done.has(run))
    .map(({ snapshot, model, horizonDays, result }) => ({
      week: snapshot,
      model,
      scored: result.counts.scored,
      matures_on: addDays(snapshot, horizonDays),
    }));
}

function countInterval(positives: number, n: number): Interval {
  const [low, high] = wilsonInterval(positives, n);
  return [low * n, high * n];
}
