import type { ReportedWorth } from '@propensity/core/report';

/** Whether probabilities add up to what happened. */
export function expectedVerdict({ observed_over_expected_interval: interval }: ReportedWorth): string {
  if (interval === null) return '';
  const [low, high] = interval;
  if (low > 1) return 'More users converted than the scores say: the probabilities are too low.';
  if (high < 1) return 'Fewer users converted than the scores say: the probabilities are too high.';
  return 'The probabilities add up to what happened, as far as these numbers can tell.';
}

/** Whether the model is better than counting events. */
export function ruleVerdict({
  ranking: { roc_auc: model, roc_auc_interval: interval, simple_rule },
}: ReportedWorth): string {
  const rule = simple_rule.roc_auc;
  if (model === null || rule === null) return '';
  if (model <= rule) return 'Ranking users by their number of events is as good: the model is not worth running.';
  if (interval === null || rule >= interval[0])
    return 'That the model ranks better than the number of events is not shown.';
  return 'The model ranks users better than their number of events does.';
}
