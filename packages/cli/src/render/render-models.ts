import type { StandingModel } from '@propensity/core/registry';
import { nextCommand } from './command-line.js';
import { page } from './layout.js';
import { metricText } from './metric-text.js';
import type { Screen } from './screen.js';
import { type Column, table } from './table.js';

const TARGET: Column<StandingModel> = { header: 'target', cell: ({ targetEvent }) => targetEvent };

/** @param serving the model of each target that scores its next week */
export function renderModels(records: readonly StandingModel[], serving: ReadonlySet<string>, screen: Screen): string {
  if (records.length === 0) {
    return page(['No model has been trained yet.', '', ...nextCommand('propensity train', screen)], screen);
  }
  const columns: Column<StandingModel>[] = [
    { header: '  model', cell: ({ model }) => `${serving.has(model) ? '★' : ' '} ${model}` },
    ...(new Set(records.map(({ targetEvent }) => targetEvent)).size === 1 ? [] : [TARGET]),
    {
      header: 'status',
      cell: ({ status, pinned, result: { recalibration } }) =>
        [status, recalibration && 'recalibrated', pinned && 'pinned'].filter(Boolean).join(', '),
    },
    // The name of a model holds it.
    { header: 'snapshot', cell: ({ trainingDate }) => trainingDate, spare: true },
    {
      header: 'ROC AUC',
      cell: ({ result: { metrics } }) => metricText('roc_auc', metrics.roc_auc, metrics.intervals.roc_auc),
      short: ({ result: { metrics } }) => metricText('roc_auc', metrics.roc_auc),
    },
    {
      header: 'skill',
      cell: ({ result: { metrics } }) => metricText('log_loss_skill', metrics.log_loss_skill),
      side: 'right',
    },
    {
      header: 'lift 10 %',
      cell: ({ result: { metrics } }) => metricText('lift_at_10', metrics.lift_at_10),
      side: 'right',
    },
  ];
  const closing = records.some(({ model }) => serving.has(model)) ? '★ scores the next week.' : 'No champion yet.';
  return page([...table(columns, records, screen), '', closing], screen);
}
