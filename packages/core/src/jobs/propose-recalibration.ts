import { sumOfRows } from '../counted-scores/scored-rows.js';
import { compareLogLosses, type LogLossComparison } from '../metrics/compare-log-losses.js';
import { allRows, crossFitWeeks } from '../recalibration/cross-fit-weeks.js';
import {
  type FittedRecalibration,
  fitRecalibration,
  type OutcomeRows,
  type RecalibrationKind,
} from '../recalibration/fit-recalibration.js';
import { isOff, OFF_BY, SLOPE_OFF_BY, weekEvidence } from '../recalibration/week-evidence.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import { Z_95 } from './promotion-gate.js';

export interface RecalibrationProposal {
  readonly accepted: boolean;
  /** Fitted on all the weeks. */
  readonly fitted: FittedRecalibration;
  /** Each week's rows by what the other weeks ask for, in the order of `allRows`. */
  readonly proba: Float64Array;
  readonly reasons: readonly string[];
}

/**
 * Whether a model should be recalibrated by these weeks: where they are off in the same direction, each by itself by a standard
 * error and all together by three (of a slope four), and the gate of a training agrees, with the burden turned round. Each week's rows are scored by what the other
 * weeks ask for, so on rows that it was not fitted on; the mean log-loss must be lower than the model's by more than 1.64
 * standard errors of the paired difference. A slope is taken besides the shift where the weeks ask for one by the same measure, and it beats
 * the shift alone at the same gate.
 * @param weeks in the log-odds of the model, at least two, none empty
 * @param model its name, the k of the shrinkage n / (n + k), and the conversions that it was fitted on
 */
export function proposeRecalibration(
  weeks: readonly OutcomeRows[],
  { name, k, trained }: { readonly name: string; readonly k: number; readonly trained: number },
): RecalibrationProposal {
  const all = allRows(weeks);
  const before = all.logits.map(sigmoid);
  const evidence = weeks.map((week) => weekEvidence(week, { trained }));
  const together = weekEvidence(all, { weeks: weeks.length, trained });
  const ofShift = evidence.map(({ shift }) => shift);
  const asksForShift = isOff(ofShift, together.shift);
  const ofSlope = evidence.map(({ slope }) => slope);
  const asksForSlope = isOff(ofSlope, together.slope, SLOPE_OFF_BY);
  const shifted = crossFitWeeks(weeks, 'shift', k);
  const lined = asksForSlope ? crossFitWeeks(weeks, 'line', k) : null;
  const takesSlope = lined !== null && isLower(compareLogLosses(all.labels, lined, shifted, all));
  const kind: RecalibrationKind = takesSlope ? 'line' : 'shift';
  const proba = takesSlope ? lined : shifted;
  const fitted = fitRecalibration(all, kind, k);
  const gain = compareLogLosses(all.labels, proba, before, all);
  const expected = sumOfRows(before, all);
  const observed = `${fitted.positives} converted where ${name} expected ${expected.toFixed(1)}; that is ${inErrors(together.shift, ofShift)}.`;
  const spread = `Log-odds are spread too ${together.slope > 0 ? 'little' : 'widely'}: their slope is off by ${inErrors(together.slope, ofSlope)}.`;
  const difference = `log-loss ${gain.meanDifference <= 0 ? 'lower' : 'higher'} by ${Math.abs(gain.meanDifference).toExponential(2)} ± ${gain.standardError.toExponential(2)} where each week is scored by what the others ask for`;
  const asks = asksForShift || takesSlope;
  const accepted = asks && isLower(gain);
  const verdict = accepted
    ? `Recalibrated: ${difference}.`
    : asks
      ? `Not recalibrated: ${difference}; it must be lower by more than 1.64 standard errors.`
      : `Not recalibrated: the weeks have to be off in the same direction, together by ${OFF_BY.together} standard errors and each by ${OFF_BY.each}.`;
  return { accepted, fitted, proba, reasons: [observed, ...(takesSlope ? [spread] : []), verdict] };
}

function inErrors(together: number, each: readonly number[]): string {
  return `${together.toFixed(1)} standard errors, week by week ${each.map((z) => z.toFixed(1)).join(' and ')}`;
}

function isLower({ meanDifference, standardError }: LogLossComparison): boolean {
  return meanDifference < 0 && -meanDifference > Z_95 * standardError;
}
