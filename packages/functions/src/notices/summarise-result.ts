import { describeCollapse } from '@propensity/core/drift';
import type {
  EvaluateResult,
  PredictResult,
  TrainingMetrics,
  TrainResult,
  WeekEvaluation,
} from '@propensity/core/jobs';

export type JobResult = TrainResult | PredictResult | EvaluateResult;

/** What matters of a result: names as in the job's JSON. */
export interface Findings {
  readonly model: string | null;
  /** A training's status: champion, challenger or rejected; null of other jobs. */
  readonly status: string | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly counts: Readonly<Record<string, number>>;
  /** Why the outcome is what it is, and what a reader should know. */
  readonly reasons: readonly string[];
}

/** Of a job that has no result. */
export const noFindings: Findings = { model: null, status: null, metrics: {}, counts: {}, reasons: [] };

/** Takes what matters out of a job's result. */
export function summarise(result: JobResult): Findings {
  switch (result.job) {
    case 'modelTraining':
      return {
        ...noFindings,
        model: result.model,
        status: result.status,
        metrics: { ...qualityOf(result.metrics), simple_rule_roc_auc: result.simple_rule.roc_auc },
        counts: { ...result.counts, test_users: result.test.users, test_positives: result.test.positives },
        reasons: result.reasons,
      };
    case 'predictions': {
      const { in_sample, accepted_drift, notes = [] } = result;
      const reasons = [
        ...(in_sample ? ['In-sample: the model had seen days of this week; it does not belong into a trend.'] : []),
        ...(accepted_drift === undefined
          ? []
          : [`Inputs have collapsed, and were accepted: ${describeCollapse(accepted_drift)}.`]),
        ...notes,
      ];
      return { ...noFindings, model: result.model, counts: { ...result.counts }, reasons };
    }
    case 'modelEvaluation':
      return summariseEvaluation(result);
  }
}

/** An evaluation speaks of the newest week whose days are over. */
function summariseEvaluation({ evaluated, pending }: EvaluateResult): Findings {
  const counts = { weeks: evaluated.length, pending: pending.length };
  const newest = evaluated.reduce<WeekEvaluation | undefined>(
    (last, week) => (last === undefined || week.predicted_week >= last.predicted_week ? week : last),
    undefined,
  );
  if (newest === undefined) return { ...noFindings, counts, reasons: ['No week that was predicted is over yet.'] };
  return {
    ...noFindings,
    model: newest.model,
    metrics: {
      ...qualityOf(newest),
      simple_rule_roc_auc: newest.simple_rule.roc_auc,
      reachable_share: newest.reachable_share,
    },
    counts: { ...counts, users: newest.n, positives: newest.positives },
    reasons: [`The newest week evaluated is that of ${newest.predicted_week}.`, ...newest.notes],
  };
}

function qualityOf(metrics: Pick<TrainingMetrics, 'roc_auc' | 'log_loss_skill' | 'ece' | 'lift_at_10'>) {
  const { roc_auc, log_loss_skill, ece, lift_at_10 } = metrics;
  return { roc_auc, log_loss_skill, ece, lift_at_10 };
}
