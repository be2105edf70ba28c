import type { ComputeContext } from '../compute-context/compute-context.js';
import { LogisticRegression } from '../linear-model/logistic-regression.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { type KeptColumns, keptColumns } from './constraints.js';

/** Rows of a fit, prepared. */
export interface LinearRows {
  readonly design: DesignMatrix;
  /** 0 or 1, one per row. */
  readonly y: Float64Array;
  /** Null means 1. */
  readonly weight: Float64Array | null;
}

/** A linear fit of the columns that are left after constraints. */
export interface LinearStart extends KeptColumns {
  /** One per kept column. */
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly converged: boolean;
}

/**
 * The logistic regression that an additive fit starts from. A column whose coefficient would have the wrong sign is left out, one after
 * the other round, until none has.
 * @param signs of every coefficient, see `signsOf`
 * @throws PropensityError as `LogisticRegression.fit`
 */
export function linearStart(
  { design, y, weight }: LinearRows,
  C: number,
  signs: readonly (number | null)[],
  compute: ComputeContext | undefined,
): LinearStart {
  const dropped = new Set(signs.flatMap((sign, index) => (sign === 0 ? [index] : [])));
  for (;;) {
    const columns = keptColumns(design, (index) => !dropped.has(index));
    const fitted = new LogisticRegression({ C }).fit(columns.design, y, {
      ...(weight && { sampleWeight: weight }),
      compute,
    });
    const wrong = [...columns.kept].filter((index, position) => (signs[index] ?? 0) * fitted.coef[position]! < 0);
    if (wrong.length === 0) return { ...columns, ...pick(fitted) };
    for (const index of wrong) dropped.add(index);
  }
}

function pick({ coef, intercept, converged }: Pick<LinearStart, 'coef' | 'intercept' | 'converged'>) {
  return { coef, intercept, converged };
}
