import type { SmoothCalibration } from '../calibration/smooth-logit.js';
import { checkScores } from '../metrics/check-scores.js';
import { PenalisedTable, type PenaltyPrior } from '../penalised-tables/penalised-table.js';
import { tablePenalty } from '../penalised-tables/penalties.js';
import { binOf, quantileCuts } from '../penalised-tables/quantile-cuts.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import { checkCalibrationRows } from './check-calibration-rows.js';
import { countBothClasses } from './count-both-classes.js';
import type { CountOptions } from './count-options.js';

const MAX_BINS = 32;
const PRIOR: PenaltyPrior = { shape: 1, lambda: 30 };
const MAX_STEPS = 15;
/** Steps end when no number changes by more. */
const STILL = 0.02;
/**
 * Greatest slope, in calibrated logit per unit of η: where two engines' sums of the same terms differ in the last bit,
 * their probabilities must not differ much more.
 */
const MAX_SLOPE = 10;

/**
 * Smooth calibration: a correction of η by one table over 32 bins of it, whose differences from bin to bin are shrunk as far as the rows
 * ask for, and to nothing where they are few. The middle of each bin becomes a knot, so that the calibrated logit is continuous; knots
 * are put together where it would fall. η must come from rows that the model has not seen, on the scale of log-odds. Null where fewer
 * than two knots are left.
 * @param eta log-odds, one per row, within ±1e300
 * @param y 0 or 1, one per row
 * @param sampleWeight how often each row counts, ≥ 0; default 1
 * @throws PropensityError `one_class` unless both classes are present; `empty_table`, `shape_mismatch`, `bad_labels`, `bad_weights`,
 * `bad_scores` (NaN or infinite)
 * @see Eilers, Marx (1996), "Flexible smoothing with B-splines and penalties"
 */
export function fitSmooth(
  eta: Float64Array,
  y: ArrayLike<number>,
  { sampleWeight: counts }: CountOptions = {},
): SmoothCalibration | null {
  const sampleWeight = counts === undefined ? undefined : Float64Array.from(counts);
  checkCalibrationRows(eta, y);
  checkScores(y, eta, sampleWeight);
  countBothClasses(sampleWeight === undefined ? y : Array.from(y).filter((_, row) => sampleWeight[row]! > 0));
  const cuts = quantileCuts(eta, MAX_BINS, sampleWeight ?? null);
  const bins = Uint8Array.from(eta, (score) => binOf(cuts, score));
  const corrections = correctionsOf(eta, y, bins, cuts.length + 1, sampleWeight);
  const knots = knotsOf(eta, bins, corrections, sampleWeight);
  const kept = pooled(knots);
  if (kept.length < 2) return null;
  return { method: 'smooth', eta: kept.map(({ centre }) => centre), logit: kept.map(({ logit }) => logit) };
}

/** What each bin adds to η. */
function correctionsOf(
  eta: Float64Array,
  y: ArrayLike<number>,
  bins: Uint8Array,
  nBins: number,
  sampleWeight: Float64Array | undefined,
): Float64Array {
  // Code 0 is that of missing numbers, of which there are none.
  const table = new PenalisedTable(tablePenalty({ kind: 'numeric', size: nBins + 1 }), PRIOR);
  const gradient = new Float64Array(nBins + 1);
  const curvature = new Float64Array(nBins + 1);
  let shift = 0;
  const sum = () => {
    gradient.fill(0);
    curvature.fill(0);
    for (let row = 0; row < eta.length; row++) {
      const code = bins[row]! + 1;
      const p = sigmoid(eta[row]! + shift + table.values[code]!);
      const weight = sampleWeight === undefined ? 1 : sampleWeight[row]!;
      gradient[code]! += weight * (y[row]! - p);
      curvature[code]! += weight * p * (1 - p);
    }
  };
  for (let step = 0; step < MAX_STEPS; step++) {
    // A shift of all bins is free, and is found first.
    for (let turn = 0; turn < 2; turn++) {
      sum();
      shift += bounded(total(gradient) / Math.max(total(curvature), Number.MIN_VALUE));
    }
    sum();
    if (table.step(gradient, curvature).every((change) => Math.abs(change) < STILL)) break;
  }
  return table.values.slice(1).map((value) => value + shift);
}

/** No step of a shift is longer: far from the minimum Newton's are. */
function bounded(step: number): number {
  return Math.min(2, Math.max(-2, step));
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

interface Knot {
  /** Weight of its rows, and their mean score. */
  readonly weight: number;
  readonly centre: number;
  readonly logit: number;
}

function knotsOf(
  eta: Float64Array,
  bins: Uint8Array,
  corrections: Float64Array,
  sampleWeight: Float64Array | undefined,
): Knot[] {
  const weights = new Float64Array(corrections.length);
  const centres = new Float64Array(corrections.length);
  for (let row = 0; row < eta.length; row++) {
    const weight = sampleWeight === undefined ? 1 : sampleWeight[row]!;
    if (weight === 0) continue;
    const bin = bins[row]!;
    weights[bin]! += weight;
    centres[bin]! += (weight / weights[bin]!) * (eta[row]! - centres[bin]!);
  }
  return Array.from(corrections, (correction, bin) => ({
    weight: weights[bin]!,
    centre: centres[bin]!,
    logit: centres[bin]! + correction,
  })).filter(({ weight }) => weight > 0);
}

/** Puts neighbours together until the logit neither falls from one to the next, nor rises too steeply. */
function pooled(knots: readonly Knot[]): Knot[] {
  const kept: Knot[] = [];
  for (const knot of knots) {
    let upper = knot;
    for (let lower = kept.at(-1); lower !== undefined && mustPool(lower, upper); lower = kept.at(-1)) {
      kept.pop();
      const weight = lower.weight + upper.weight;
      const share = upper.weight / weight;
      upper = {
        weight,
        centre: lower.centre + share * (upper.centre - lower.centre),
        logit: lower.logit + share * (upper.logit - lower.logit),
      };
    }
    kept.push(upper);
  }
  return kept;
}

function mustPool(lower: Knot, upper: Knot): boolean {
  const rise = upper.logit - lower.logit;
  return !(rise >= 0 && rise <= MAX_SLOPE * (upper.centre - lower.centre)) || upper.centre === lower.centre;
}
