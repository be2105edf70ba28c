import { joined, joinedRows } from '../counted-scores/scored-rows.js';
import { clampLogit, sigmoid } from '../special-functions/sigmoid.js';
import { fitRecalibration, type OutcomeRows, type RecalibrationKind } from './fit-recalibration.js';
import { atLogit } from './logit-line.js';

/** All rows of some weeks as one. */
export function allRows(weeks: readonly OutcomeRows[]): OutcomeRows {
  const { scores, labels, sampleWeight } = joinedRows(
    weeks.map(({ logits, ...others }) => ({ scores: logits, ...others })),
  );
  return { logits: scores, labels, sampleWeight };
}

/**
 * Probabilities of each week's rows, recalibrated by what the other weeks ask for: what a recalibration is worth on rows that
 * it was not fitted on. A change that only one week asks for does harm in the others.
 * @param weeks at least two, none empty
 * @returns one per row, in the order of `allRows`
 */
export function crossFitWeeks(weeks: readonly OutcomeRows[], kind: RecalibrationKind, k: number): Float64Array {
  return joined(
    weeks.map(({ logits }, held) => {
      const others = allRows(weeks.filter((_, week) => week !== held));
      const { line } = fitRecalibration(others, kind, k);
      return logits.map((logit) => sigmoid(atLogit(line, logit)));
    }),
  );
}

/** The log-odds of probabilities in [0, 1], within ±36. */
export function logitsOf(proba: Float64Array): Float64Array {
  return proba.map((p) => clampLogit(Math.log(p) - Math.log1p(-p)));
}
