import { plattOf } from '../calibration-fitting/fit-platt.js';
import { sumOfRows } from '../counted-scores/scored-rows.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import type { OutcomeRows } from './fit-recalibration.js';
import { atLogit, type LogitLine } from './logit-line.js';
import { matchingShift } from './matching-shift.js';

/**
 * Standard deviation, in log-odds, by which a week may differ from the next for reasons that do not last: holidays, weather, a mail. A
 * shift of a twentieth is that ordinary, whatever the number of conversions.
 */
export const ORDINARY_CHANGE = 0.05;

/** How far weeks are from the model, in standard errors. */
export interface WeekEvidence {
  /** Of the shift that makes expected conversions equal to observed ones; 0 where the week has one class only. */
  readonly shift: number;
  /** Of (slope − 1) of the line that fits best; 0 where there is none. */
  readonly slope: number;
}

/**
 * What the rows of some weeks say of a model, in standard errors: those of their conversions, those of the conversions that the model was
 * trained on, and of what changes from week to week anyway. A model that has seen as many conversions as the weeks have is off by as much
 * as they are by chance alone.
 * @param options `weeks`: how many the rows are of; `trained`: conversions that the model was fitted on, any number when left out
 */
export function weekEvidence(
  rows: OutcomeRows,
  { weeks = 1, trained = Number.POSITIVE_INFINITY }: { readonly weeks?: number; readonly trained?: number } = {},
): WeekEvidence {
  const { logits, labels, sampleWeight } = rows;
  const ordinary = ORDINARY_CHANGE ** 2 / weeks;
  const positives = sumOfRows(labels, rows);
  const ofTraining = 1 + positives / trained;
  const shift = matchingShift(logits, positives, sampleWeight);
  if (shift === null) return { shift: 0, slope: 0 };
  const { total } = information(rows, { slope: 1, shift });
  const ofShift = shift / Math.sqrt(ofTraining / total + ordinary);
  const platt = plattOf(logits, labels, { sampleWeight });
  if (platt === null || platt.slope <= 0) return { shift: ofShift, slope: 0 };
  const { total: weight, mean, spread } = information(rows, { slope: platt.slope, shift: platt.intercept });
  // Where all have the same score, no slope can be told.
  if (!(weight > 0) || !(spread > 0) || !Number.isFinite(mean)) return { shift: ofShift, slope: 0 };
  return { shift: ofShift, slope: (platt.slope - 1) / Math.sqrt(ofTraining / spread + ordinary) };
}

/** Fisher's information of a line: Σw with w = p(1 − p), the mean of the logits by those weights, and Σw·(ℓ − mean)². */
function information({ logits, sampleWeight }: OutcomeRows, line: LogitLine) {
  const countOf = (row: number) => (sampleWeight === undefined ? 1 : sampleWeight[row]!);
  let total = 0;
  let first = 0;
  logits.forEach((logit, row) => {
    const p = sigmoid(atLogit(line, logit));
    total += countOf(row) * (p * (1 - p));
    first += countOf(row) * (p * (1 - p) * logit);
  });
  const mean = first / total;
  let spread = 0;
  logits.forEach((logit, row) => {
    const p = sigmoid(atLogit(line, logit));
    spread += countOf(row) * (p * (1 - p) * (logit - mean) ** 2);
  });
  return { total, mean, spread };
}

/** By so many standard errors each week has to be off by itself, and all together. */
export const OFF_BY = { each: 1, together: 3 } as const;
/** The same of a slope: a model is always somewhat too sure of itself, and a line can follow chance in two ways. */
export const SLOPE_OFF_BY = { each: 1, together: 4 } as const;

/** Whether weeks are off in the same direction, each by itself and all together by as much as `by` says. */
export function isOff(
  each: readonly number[],
  together: number,
  by: { readonly each: number; readonly together: number } = OFF_BY,
): boolean {
  const direction = Math.sign(together);
  return Math.abs(together) >= by.together && each.every((z) => z * direction >= by.each);
}
