import type { WeekEvaluation } from '@propensity/core/jobs';
import { THRESHOLD_METRICS } from '@propensity/core/metrics';
import { sampleMetrics } from './sample-metrics.js';

/** An evaluated week; metrics that are undefined are null, text needs quoting. */
export function sampleWeekEvaluation(predictedWeek: string, model: string, positives: number): WeekEvaluation {
  const metrics = sampleMetrics({
    base_rate: positives / 100,
    roc_auc: null,
    log_loss: 0.1 + 0.2,
    log_loss_skill: null,
    brier: 1e-9,
    lift_at_1: null,
    precision: 0.25,
  });
  const counts = { tp: 1, tn: 90, fp: 3, fn: positives };
  return {
    predicted_week: predictedWeek,
    model,
    evaluated_at: '2021-04-01T10:20:30.456Z',
    n: 100,
    positives,
    ...metrics,
    ...counts,
    at_threshold: {
      threshold: 0.05,
      ...counts,
      ...Object.fromEntries(THRESHOLD_METRICS.map(({ name }) => [name, metrics[name]])),
    } as WeekEvaluation['at_threshold'],
    at_capacity: { users: 10, positives: 2.5, recall: 0.5, lift: 5, intervals: { lift: [1, 9], recall: [0.1, 0.9] } },
    label_days_hash: '0123456789abcdef',
    simple_rule: { roc_auc: 0.5, average_precision: null },
    reachable_share: null,
    label_completeness: 1,
    provisional: false,
    in_sample: true,
    intervals: { roc_auc: [0.4, 0.9] },
    deciles: [{ n: 10, positives: 2, mean_proba: 0.2 }],
    notes: ['It\'s a note; with "quotes" — and a line\nbreak.'],
  };
}
