import { Z_975 } from '../metrics/wilson-interval.js';
import type { ColumnEffect } from '../models/model-effects.js';
import { designColumnNames, type FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { LinearModel } from './linear-model.js';

/**
 * One coefficient. Log-odds: for a number, per standard deviation (of its logarithm where that is taken); for a level,
 * relative to an unknown one; for "(missing)" of a number, relative to its median. For the standard error see
 * `standardErrors`.
 */
export interface LinearColumnEffect extends ColumnEffect {
  /** The same as `effect`. */
  readonly coef: number;
}

/** The coefficients of each feature, in the order of the preprocessing; their columns as in `designColumnNames`. */
export function linearEffects(
  model: LinearModel,
  preprocessing: readonly FittedTransformer[],
  standardErrors: readonly number[] | null,
): LinearColumnEffect[][] {
  let index = 0;
  return preprocessing.map((transformer) =>
    designColumnNames([transformer]).map((column) => {
      const coef = model.coef[index]!;
      const standardError = standardErrors?.[index] ?? null;
      index++;
      const half = standardError === null ? null : Z_975 * standardError;
      return { column, effect: coef, coef, standardError, interval: half === null ? null : [coef - half, coef + half] };
    }),
  );
}
