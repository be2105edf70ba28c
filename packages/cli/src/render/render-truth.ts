import type { TruthComparison } from '../demo/truth-comparison.js';
import { count, metric, percent, times } from './format.js';
import { page } from './layout.js';
import type { Screen } from './screen.js';
import { type Column, table } from './table.js';

const COLUMNS: readonly Column<TruthComparison>[] = [
  { header: 'week', cell: ({ week }) => week },
  { header: 'users', cell: ({ users }) => count(users), side: 'right' },
  { header: 'log-loss', cell: ({ model }) => model.log_loss.toFixed(4), side: 'right' },
  { header: 'truth', cell: ({ truth }) => truth.log_loss.toFixed(4), side: 'right' },
  { header: 'above', cell: ({ model, truth }) => percent(model.log_loss / truth.log_loss - 1), side: 'right' },
  { header: 'ROC AUC', cell: ({ model }) => metric(model.roc_auc), side: 'right' },
  { header: 'truth', cell: ({ truth }) => metric(truth.roc_auc), side: 'right' },
  { header: 'lift 10 %', cell: ({ model }) => times(model.lift_at_10), side: 'right' },
  { header: 'truth', cell: ({ truth }) => times(truth.lift_at_10), side: 'right' },
];

/** Every figure of the model beside that of the true probabilities. */
export function renderTruth(weeks: readonly TruthComparison[], screen: Screen): string {
  return page(table(COLUMNS, weeks, screen), screen);
}
