import type { ComputeContext } from '../compute-context/compute-context.js';
import { FASTEST_COMPUTE } from '../compute-context/fastest-compute.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { LogisticFunction } from './solver/logistic-function.js';

/** With more coefficients than this the inverse takes seconds, and nobody reads the errors one by one. */
export const MAX_STANDARD_ERRORS = 1000;

/**
 * Standard errors of the coefficients of a penalised logistic regression: the square roots of the diagonal of H⁻¹, H
 * the Hessian of the penalised objective at its minimum. They measure how far a coefficient may be off, given these
 * rows and the prior N(0, C) that the penalty amounts to. Where the penalty is weak relative to the data they are those
 * of maximum likelihood; where it is strong (a standard error near √C) they reflect the prior, not the data. They
 * ignore the choice of C and treat rows as independent: a user in several snapshots counts as several. Null with more
 * than 1000 coefficients.
 * @param fitted the minimum for these rows and this C
 * @returns one per design column
 * @throws PropensityError `singular_hessian`
 * @see statsmodels' `Logit.fit().bse` for C → ∞
 */
export function standardErrors(
  fitted: { readonly coef: Float64Array; readonly intercept: number },
  rows: { readonly design: DesignMatrix; readonly y: Float64Array },
  C: number,
  compute: ComputeContext = FASTEST_COMPUTE,
): Float64Array | null {
  const { design, y } = rows;
  if (design.nColumns > MAX_STANDARD_ERRORS) return null;
  const problem = { design, y, sampleWeight: null, offset: null, C, fitIntercept: true };
  const f = new LogisticFunction(problem, compute);
  try {
    f.evaluate(f.order.toParameters(fitted.coef, fitted.intercept));
    const hessian = f.hessian();
    const errors = new Float64Array(f.order.length);
    const unit = new Float64Array(f.order.length);
    for (let j = 0; j < errors.length; j++) {
      unit.fill(0);
      unit[j] = 1;
      errors[j] = Math.sqrt(hessian.solve(unit)[j]!);
    }
    return f.order.toCoefficients(errors).coef;
  } finally {
    f.end();
  }
}
