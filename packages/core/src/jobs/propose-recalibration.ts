import { compareLogLosses, type LogLossComparison } from '../metrics/compare-log-losses.js';
import { allRows, crossFitWeeks } from '../recalibration/cross-fit-weeks.js';
import {
  type FittedRecalibration,
  fitRecalibration,
  type OutcomeRows,
  type RecalibrationKind,
} from '../recalibration/fit-recalibration.js';
import { agree, weekEvidence } from '../recalibration/week-evidence.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import { Z_95 } from './promotion-gate.js';

/** By so many standard errors each week has to be off by itself, in the same direction. */
export const EACH_WEEK = 2;

export interface RecalibrationProposal {
  readonly accepted: boolean;
  /** Fitted on all the weeks. */
  readonly fitted: FittedRecalibration;
  /** Each week's rows by what the other weeks ask for, in the order of `allRows`. */
  readonly proba: Float64Array;
  readonly reasons: readonly string[];
}

export interface ProposedModel {
  readonly name: string;
  /** Conversions that its level was learned from. */
  readonly learnedFrom: number;
  /** The shrinkage is n/(n + k). */
  readonly k: number;
}

/**
 * Whether a model should be recalibrated by these weeks: where each of them, by itself, is off in the same direction by two
 * standard errors, and the gate of a training agrees, with the burden turned round. Each week's rows are scored by what the other
 * weeks ask for, so on rows that it was not fitted on; the mean log-loss must be lower than the model's by more than 1.64
 * standard errors of the paired difference. A slope is taken besides the shift where each week asks for one by the same measure, and it beats
 * the shift alone at the same gate.
 * @param weeks in the log-odds of the model, at least two, none empty
 */
export function proposeRecalibration(
  weeks: readonly OutcomeRows[],
  { name, learnedFrom, k }: ProposedModel,
): RecalibrationProposal {
  const all = allRows(weeks);
  const before = all.logits.map(sigmoid);
  const evidence = weeks.map((week) => weekEvidence(week, learnedFrom));
  const ofShift = evidence.map(({ shift }) => shift);
  const asksForShift = agree(ofShift, EACH_WEEK);
  const asksForSlope = agree(
    evidence.map(({ slope }) => slope),
    EACH_WEEK,
  );
  const shifted = crossFitWeeks(weeks, 'shift', k);
  const lined = asksForSlope ? crossFitWeeks(weeks, 'line', k) : null;
  const takesSlope = lined !== null && isLower(compareLogLosses(all.labels, lined, shifted));
  const kind: RecalibrationKind = takesSlope ? 'line' : 'shift';
  const proba = takesSlope ? lined : shifted;
  const fitted = fitRecalibration(all, kind, k);
  const gain = compareLogLosses(all.labels, proba, before);
  const expected = before.reduce((sum, p) => sum + p, 0);
  const observed = `${fitted.positives} converted where ${name} expected ${expected.toFixed(1)}; week by week that is ${ofShift.map((z) => z.toFixed(1)).join(' and ')} standard errors.`;
  const difference = `log-loss ${gain.meanDifference <= 0 ? 'lower' : 'higher'} by ${Math.abs(gain.meanDifference).toExponential(2)} ± ${gain.standardError.toExponential(2)} where each week is scored by what the others ask for`;
  const asks = asksForShift || takesSlope;
  const accepted = asks && isLower(gain);
  const verdict = accepted
    ? `Recalibrated: ${difference}.`
    : asks
      ? `Not recalibrated: ${difference}; it must be lower by more than 1.64 standard errors.`
      : `Not recalibrated: each week has to be off by ${EACH_WEEK} standard errors in the same direction.`;
  return { accepted, fitted, proba, reasons: [observed, verdict] };
}

function isLower({ meanDifference, standardError }: LogLossComparison): boolean {
  return meanDifference < 0 && -meanDifference > Z_95 * standardError;
}
