import type { ModelRecord } from '@propensity/core/ports';
import { metricText } from './metric-text.js';

export function renderModels(records: readonly ModelRecord[], champion: string | null): string {
  if (records.length === 0) return 'No model has been trained yet.\n\nNext: propensity train';
  const width = Math.max(...records.map(({ model }) => model.length));
  return [
    `  ${'model'.padEnd(width)}   status       snapshot     ROC AUC                 skill   lift 10 %`,
    ...records.map(({ model, status, trainingDate, result: { metrics } }) => {
      const auc = metricText('roc_auc', metrics.roc_auc, metrics.intervals.roc_auc).padEnd(22);
      return `${model === champion ? '★' : ' '} ${model.padEnd(width)}   ${status.padEnd(10)}   ${trainingDate}   ${auc}   ${metricText('log_loss_skill', metrics.log_loss_skill)}   ${metricText('lift_at_10', metrics.lift_at_10).padStart(6)}`;
    }),
    '',
    champion === null ? 'No champion yet.' : '★ scores the next week.',
  ].join('\n');
}
