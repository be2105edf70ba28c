import { applyCalibration, calibrateLogit } from '../calibration/apply-calibration.js';
import type { CalibrationMethod, FittedCalibration } from '../calibration/calibration.js';
import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import { weightedMean } from '../metrics/weighted-mean.js';
import { clampLogit, softplus } from '../special-functions/sigmoid.js';
import { gather } from '../table/table.js';
import { checkCalibrationRows } from './check-calibration-rows.js';
import type { CountOptions } from './count-options.js';
import { fitBeta } from './fit-beta.js';
import { fitIsotonic } from './fit-isotonic.js';
import { plattOf } from './fit-platt.js';
import { fitSmooth } from './fit-smooth.js';
import { type ReliabilityBin, reliability } from './reliability.js';

/** How well a calibration does on rows that it was not fitted on. */
export interface CalibrationCandidate {
  readonly method: CalibrationMethod;
  readonly log_loss: number;
  /** Mean over the rows of (its loss − the lowest candidate's), and the standard error of that mean. */
  readonly difference: number;
  readonly standard_error: number;
}

export interface ChosenCalibration {
  readonly calibration: FittedCalibration;
  /** Mean log-loss of σ(η) over the rows with a fold. */
  readonly logLossBefore: number;
  /** Mean log-loss of the same rows, each calibrated by the chosen method fitted on the other folds. */
  readonly logLossAfter: number;
  /** Calibrated log-odds of the rows with a fold, in their order: each by the chosen method fitted on the other folds. */
  readonly logits: Float64Array;
  /** Every method that could be fitted, simplest first. */
  readonly candidates: readonly CalibrationCandidate[];
  /** Predicted against observed, for those same probabilities. */
  readonly reliability: readonly ReliabilityBin[];
}

/** A gain below this share of the log-loss is not worth more parameters. */
export const MIN_RELATIVE_GAIN = 1e-4;

/**
 * Fits a calibration; null where none of that method helps: only a reversed ranking would, or double precision does not
 * suffice.
 */
type Fit = (eta: Float64Array, y: Float64Array, options: FitOptions) => FittedCalibration | null;

interface FitOptions extends CountOptions {
  readonly compute?: ComputeContext | undefined;
}

export interface ChooseCalibrationOptions extends CountOptions {
  /** For the fits; the result is the same to the last bit. */
  readonly compute?: ComputeContext | undefined;
  /** One that was chosen before: it is taken whatever the losses are, and `none` where it cannot be fitted. */
  readonly method?: CalibrationMethod | undefined;
}

/** Simplest first. */
const METHODS: readonly { readonly method: CalibrationMethod; readonly fit: Fit }[] = [
  { method: 'none', fit: () => ({ method: 'none' }) },
  { method: 'platt', fit: whereBothClasses(fitAscendingPlatt) },
  { method: 'beta', fit: whereBothClasses((eta, y, options) => fitBeta(eta, y, options.compute, options)) },
  { method: 'smooth', fit: whereBothClasses(fitSmooth) },
  { method: 'isotonic', fit: whereBothClasses(fitIsotonic) },
];

function fitAscendingPlatt(eta: Float64Array, y: Float64Array, options: CountOptions): FittedCalibration | null {
  const platt = plattOf(eta, y, options);
  return platt !== null && platt.slope > 0 ? platt : null;
}

function whereBothClasses(fit: Fit): Fit {
  return (eta, y, options) => (y.includes(0) && y.includes(1) ? fit(eta, y, options) : null);
}

/**
 * Decides by held-out log-loss between no calibration, Platt scaling, beta, smooth and isotonic calibration: each is fitted on all
 * folds but one and measured on that one, for each fold. The simplest is chosen whose loss is above the lowest by no more
 * than the standard error of the difference, or than 0.01 % of the log-loss; it is then fitted on all folds. None of them
 * reverses a ranking.
 * @param eta out-of-fold linear scores, one per row, within ±1e300; those of rows without a fold are not read
 * @param y 0 or 1, one per row
 * @param folds fold of each row; rows with a negative fold are left out
 * @throws PropensityError `empty_table` when no row has a fold; `shape_mismatch`, `bad_labels`, `bad_scores` (NaN or infinite),
 * `bad_weights` (not whole numbers from 1 on)
 */
export function chooseCalibration(
  eta: Float64Array,
  y: ArrayLike<number>,
  folds: Int32Array,
  { compute, method, sampleWeight }: ChooseCalibrationOptions = {},
): ChosenCalibration {
  if (eta.length !== folds.length || y.length !== folds.length) {
    throw new PropensityError(
      'shape_mismatch',
      `There are ${eta.length} scores, ${y.length} labels and ${folds.length} folds: one each is needed.`,
    );
  }
  const rows = Uint32Array.from(folds.keys()).filter((row) => folds[row]! >= 0);
  if (rows.length === 0) throw new PropensityError('empty_table', 'There are no held-out scores to calibrate on.');
  const used = (values: ArrayLike<number>) => Float64Array.from(folds, (fold, row) => (fold >= 0 ? values[row]! : 0));
  checkCalibrationRows(used(eta), used(y), sampleWeight);
  const all = {
    eta: gather(eta, rows),
    y: Float64Array.from(rows, (row) => y[row]!),
    folds: Int32Array.from(rows, (row) => folds[row]!),
    counts: sampleWeight && Float64Array.from(rows, (row) => sampleWeight[row]!),
  };
  const compared = METHODS.filter((each) => method === undefined || each.method === 'none' || each.method === method);
  const fitted = compared.flatMap(({ method: name, fit }) =>
    crossFit(name, (scores, labels, counts) => fit(scores, labels, { compute, sampleWeight: counts }), all),
  );
  const losses = fitted.map(({ logits }) => logits.map((logit, row) => softplus(all.y[row] === 1 ? -logit : logit)));
  const means = losses.map((loss) => weightedMean(loss, all.counts));
  const lowest = means.indexOf(Math.min(...means));
  const candidates = fitted.map(({ method: name }, index) => ({
    method: name,
    log_loss: means[index]!,
    ...meanDifference(losses[index]!, losses[lowest]!, all.counts),
  }));
  const simplest = candidates.findIndex(
    ({ difference, standard_error }) => difference <= Math.max(standard_error, MIN_RELATIVE_GAIN * means[0]!),
  );
  // With a method that was chosen before, there are that one and `none`, which is simpler.
  const chosen = method === undefined ? simplest : candidates.length - 1;
  const { calibration, logits } = fitted[chosen]!;
  return {
    calibration,
    logLossBefore: means[0]!,
    logLossAfter: means[chosen]!,
    logits,
    candidates,
    reliability: reliability(all.y, applyCalibration({ method: 'none' }, logits), undefined, {
      sampleWeight: all.counts,
    }),
  };
}

interface CrossFitted {
  readonly method: CalibrationMethod;
  /** Fitted on all rows. */
  readonly calibration: FittedCalibration;
  /** Calibrated logit of each row, clamped, by the calibration that the other folds gave. */
  readonly logits: Float64Array;
}

/** Empty where all rows, or the rows outside some fold, allow no calibration of this method. */
function crossFit(
  method: CalibrationMethod,
  fit: (eta: Float64Array, y: Float64Array, counts?: Float64Array) => FittedCalibration | null,
  rows: {
    readonly eta: Float64Array;
    readonly y: Float64Array;
    readonly folds: Int32Array;
    readonly counts: Float64Array | undefined;
  },
): CrossFitted[] {
  const logits = new Float64Array(rows.eta.length);
  for (const fold of new Set(rows.folds)) {
    const others = Uint32Array.from(rows.folds.keys()).filter((row) => rows.folds[row] !== fold);
    const calibration = fit(
      gather(rows.eta, others),
      gather(rows.y, others),
      rows.counts && gather(rows.counts, others),
    );
    if (calibration === null) return [];
    for (let row = 0; row < logits.length; row++) {
      if (rows.folds[row] === fold) logits[row] = clampLogit(calibrateLogit(calibration, rows.eta[row]!));
    }
  }
  const calibration = fit(rows.eta, rows.y, rows.counts);
  return calibration === null ? [] : [{ method, calibration, logits }];
}

/** Mean of (a − b) over the rows, and its standard error. */
function meanDifference(
  a: Float64Array,
  b: Float64Array,
  counts?: Float64Array,
): Pick<CalibrationCandidate, 'difference' | 'standard_error'> {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < a.length; row++) {
    const count = counts === undefined ? 1 : counts[row]!;
    const difference = a[row]! - b[row]!;
    n += count;
    sum += count * difference;
    squares += count * (difference * difference);
  }
  const mean = sum / n;
  return { difference: mean, standard_error: Math.sqrt(Math.max(squares / n - mean * mean, 0) / n) };
}
