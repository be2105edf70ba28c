import type { Scorer } from '../models/scorer.js';
import type { Table } from '../table/table.js';

/** Probabilities that differ by no more than this count as equal, whatever their rounding. */
const NEGLIGIBLE = 1e-12;

/** A row where a warehouse's score differs from the scorer's. */
export interface ScoreDisagreement {
  readonly row: number;
  /** Difference of the two probabilities; NaN where the warehouse's is not a number. */
  readonly difference: number;
  /** The difference that rounding can explain in that row. */
  readonly allowed: number;
}

/**
 * Compares probabilities that a warehouse computed with the scorer's own. They may differ by what rounding can do to
 * the numbers that are added up in that row, and no more: a model of small terms is held to 1e-12, one whose terms are
 * huge relative to their sum to the digits that these lose.
 * @param features the rows that were scored
 * @param proba the warehouse's, one per row
 * @returns the worst disagreement; null where there is none
 * @throws PropensityError as `Scorer.predictProba`
 */
export function findScoreDisagreement(
  scorer: Pick<Scorer, 'predictProba' | 'roundingBound'>,
  features: Table,
  proba: Float64Array,
): ScoreDisagreement | null {
  const expected = scorer.predictProba(features);
  // What rounding explains is asked only where there is something to explain.
  if (expected.every((own, row) => Math.abs(proba[row]! - own) <= NEGLIGIBLE)) return null;
  const bounds = scorer.roundingBound(features);
  let worst: ScoreDisagreement | null = null;
  for (let row = 0; row < proba.length; row++) {
    const difference = Math.abs(proba[row]! - expected[row]!);
    const allowed = Math.max(NEGLIGIBLE, bounds[row]!);
    if (difference <= allowed) continue;
    if (Number.isNaN(difference)) return { row, difference, allowed };
    if (worst === null || difference / allowed > worst.difference / worst.allowed) worst = { row, difference, allowed };
  }
  return worst;
}
