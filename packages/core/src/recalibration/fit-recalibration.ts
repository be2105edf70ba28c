import { plattOf } from '../calibration-fitting/fit-platt.js';
import { rowCount, sumOfRows } from '../counted-scores/scored-rows.js';
import { type LogitLine, SAME_LOGIT, shrunk } from './logit-line.js';
import { matchingShift } from './matching-shift.js';

/** Predictions with what became of them, one element per row, or per rows of the same logit and label. */
export interface OutcomeRows {
  /** Log-odds of the model that is to be recalibrated. */
  readonly logits: Float64Array;
  /** 0 or 1. */
  readonly labels: Float64Array;
  /** Rows that each element stands for; left out where it is one each. */
  readonly sampleWeight?: Float64Array | undefined;
}

export interface FittedRecalibration {
  /** Shrunk. */
  readonly line: LogitLine;
  readonly n: number;
  readonly positives: number;
  /** positives / (positives + k): the share of the way that was gone. */
  readonly weight: number;
}

/** What is fitted: the intercept alone, or the intercept and the slope. */
export type RecalibrationKind = 'shift' | 'line';

/**
 * Fits the shift, or the line, of log-odds that these rows ask for, and goes n / (n + k) of the way, with n positives: few
 * positives move a model little. Rows of one class, or a line that would turn the ranking round, change nothing.
 * @param k at least 0
 */
export function fitRecalibration(rows: OutcomeRows, kind: RecalibrationKind, k: number): FittedRecalibration {
  const n = rowCount(rows);
  const positives = sumOfRows(rows.labels, rows);
  const weight = positives === 0 ? 0 : positives / (positives + k);
  const full = kind === 'shift' ? shiftOf(rows, positives) : lineOf(rows);
  return { line: full === null ? SAME_LOGIT : shrunk(full, weight), n, positives, weight };
}

function shiftOf({ logits, sampleWeight }: OutcomeRows, positives: number): LogitLine | null {
  const shift = matchingShift(logits, positives, sampleWeight);
  return shift === null ? null : { slope: 1, shift };
}

function lineOf({ logits, labels, sampleWeight }: OutcomeRows): LogitLine | null {
  if (!labels.includes(0) || !labels.includes(1)) return null;
  const platt = plattOf(logits, labels, { sampleWeight });
  return platt !== null && platt.slope > 0 ? { slope: platt.slope, shift: platt.intercept } : null;
}
