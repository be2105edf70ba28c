import type { LinearEstimator } from '../linear-model/linear-estimator.js';
import { LogisticRegression } from '../linear-model/logistic-regression.js';
import type { Interval } from '../metrics/interval.js';
import { logLossOfRow } from '../metrics/log-loss.js';
import { studentTQuantile } from '../metrics/student-t-quantile.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import { type CrossFitPathOptions, crossFitPath } from './cross-fit-scores.js';

/** The penalties that are tried, strongest first. Rare targets want the strong ones: a few hundred positives carry little. */
export const C_GRID: readonly number[] = [0.001, 0.01, 0.1, 1];

/** Held-out log-losses differ in their third digit; fits along the path need not be exact to the last. */
const PATH_TOLERANCE = 1e-6;

/**
 * `best`: the lowest held-out log-loss. `one-se`: the strongest penalty whose log-loss is no more than one standard error
 * above the lowest: a simpler model that the data cannot tell from the best.
 */
export type PenaltyRule = 'best' | 'one-se';

/** How one penalty did on rows that its fits had not seen. */
export interface PenaltyCandidate {
  /** Null: no penalty. */
  readonly C: number | null;
  /** Mean over all held-out rows. */
  readonly log_loss: number;
  /** Of that mean, from the folds' means. */
  readonly standard_error: number;
  /** 95 %, by Student's t of the folds. */
  readonly interval: Interval;
}

export interface SelectedPenalty {
  readonly C: number;
  /** Out-of-fold η of that C, one a row. */
  readonly heldOut: Float64Array;
  /** Every penalty tried, strongest first. */
  readonly path: readonly PenaltyCandidate[];
}

/** One estimator a penalty, exact enough to compare held-out losses by. @param grid values of C, ascending */
export function penaltyPath(grid: readonly number[] = C_GRID): LogisticRegression[] {
  return grid.map((C) => new LogisticRegression({ C, tol: PATH_TOLERANCE }));
}

/**
 * Chooses C by cross-validation over the whole path of preprocessing and fit, folds by user.
 * @param options.estimators strongest penalty first; default `penaltyPath()`
 * @throws PropensityError `one_class`, `too_few_folds`
 * @see scikit-learn's `LogisticRegressionCV`; Breiman et al. (1984) and glmnet's `cv.glmnet` for the one-standard-error rule
 */
export function selectPenalty(
  options: Omit<CrossFitPathOptions, 'estimators'> & {
    readonly estimators?: readonly LinearEstimator[];
    readonly rule?: PenaltyRule;
  },
): SelectedPenalty {
  const { estimators = penaltyPath(), rule = 'best', labels, folds } = options;
  const etas = crossFitPath({ ...options, estimators });
  const path = estimators.map(({ C }, index) => ({
    C: Number.isFinite(C) ? C : null,
    ...heldOutLoss(labels, etas[index]!, folds),
  }));
  const lowest = path.reduce((best, candidate) => (candidate.log_loss < best.log_loss ? candidate : best));
  const allowed = rule === 'one-se' ? lowest.log_loss + lowest.standard_error : lowest.log_loss;
  const chosen = path.findIndex(({ log_loss }) => log_loss <= allowed);
  return { C: estimators[chosen]!.C, heldOut: etas[chosen]!, path };
}

function heldOutLoss(labels: Float64Array, eta: Float64Array, folds: Int32Array): Omit<PenaltyCandidate, 'C'> {
  const sums = new Map<number, { rows: number; loss: number }>();
  for (let row = 0; row < folds.length; row++) {
    const fold = folds[row]!;
    if (fold < 0) continue;
    const sum = sums.get(fold) ?? { rows: 0, loss: 0 };
    sums.set(fold, sum);
    sum.rows++;
    sum.loss += logLossOfRow(labels[row]!, sigmoid(eta[row]!));
  }
  let rows = 0;
  let loss = 0;
  for (const sum of sums.values()) {
    rows += sum.rows;
    loss += sum.loss;
  }
  const mean = loss / rows;
  let variance = 0;
  for (const sum of sums.values()) variance += (sum.rows / rows) * (sum.loss / sum.rows - mean) ** 2;
  const standardError = Math.sqrt(variance / (sums.size - 1));
  const half = studentTQuantile(sums.size - 1) * standardError;
  return { log_loss: mean, standard_error: standardError, interval: [mean - half, mean + half] };
}
