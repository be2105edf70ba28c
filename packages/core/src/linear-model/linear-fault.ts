import { designColumnNames, type FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { LinearModel } from './linear-model.js';

/** What is wrong with a linear model that was read from a file; null for nothing. */
export function linearFault(
  model: Pick<LinearModel, 'coef' | 'intercept'>,
  preprocessing: readonly FittedTransformer[],
): string | null {
  const { coef, intercept } = model;
  const nColumns = designColumnNames(preprocessing).length;
  if (!Array.isArray(coef) || coef.length !== nColumns) return 'has coefficients for other columns';
  return [intercept, ...coef].every(Number.isFinite) ? null : 'has a coefficient that is not a finite number';
}
