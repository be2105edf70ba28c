import { PEERS_SCRIPT, type PythonEnvironment } from '../reference/python-environment.js';
import { runMeasured } from '../reference/run-measured.js';
import type { Quality, QualityOptions } from './quality.js';

export const peerNames = ['HistGradientBoostingClassifier', 'ExplainableBoostingClassifier'] as const;

/** What other estimators reach on the same folds with their default settings, or why they were not measured. */
export type Peers = Readonly<Record<(typeof peerNames)[number], Quality>> | { readonly skipped: string };

/** @throws PropensityError `reference_failed` */
export function peers(
  { csv, label, positive = '', categorical = [], drop = [], folds }: Omit<QualityOptions, 'model' | 'C' | 'log1p'>,
  environment: PythonEnvironment,
): Peers {
  if ('missing' in environment) return { skipped: environment.missing };
  const args = [PEERS_SCRIPT, csv, label, positive, categorical.join(','), drop.join(','), String(folds)];
  return runMeasured(environment.python, args).result as Peers;
}
