import { PropensityError } from '../errors/propensity-error.js';
import { checkCounts, checkScores } from '../metrics/check-scores.js';
import { entriesOfRows } from '../metrics/entries-of-rows.js';
import { sortByScore } from '../metrics/sort-by-score.js';

/**
 * Entries, as columns of equal length: an entry is all rows of one score (or of one bin of scores), label and, where there
 * are folds, fold. A list of rows is entries of count 1. Whatever takes scores, labels and a `sampleWeight` takes `counts` there,
 * and its result is that of the rows written out, apart from the rounding of sums.
 */
export interface CountedScores {
  readonly scores: Float64Array;
  /** 0 or 1. */
  readonly labels: Float64Array;
  /** Rows of the entry: whole, from 1 on. */
  readonly counts: Float64Array;
  /** Fold of the entry's rows; left out where rows have none. */
  readonly folds?: Int32Array | undefined;
}

/**
 * Entries from the rows that a warehouse has grouped by score, label and fold, in an order that depends on the entries alone:
 * highest score first, then label 1, then fold. Entries that are equal in all of them become one.
 * @param given columns of equal length, in any order
 * @throws PropensityError `shape_mismatch`, `bad_labels`, `bad_scores` (NaN), `bad_weights` (counts that are not whole, or below 1)
 */
export function countedScores({ scores, labels, counts, folds }: CountedScores): CountedScores {
  if (scores.length === 0 && labels.length === 0 && counts.length === 0) return { scores, labels, counts, folds };
  checkScores(labels, scores, counts);
  checkCounts(counts);
  if (folds !== undefined && folds.length !== scores.length) {
    throw new PropensityError('shape_mismatch', `There are ${scores.length} scores and ${folds.length} folds.`);
  }
  const order = sortByScore(scores);
  const foldOf = (entry: number) => (folds === undefined ? 0 : folds[entry]!);
  for (let start = 0, end = 1; end <= order.length; end++) {
    if (end < order.length && scores[order[end]!] === scores[order[start]!]) continue;
    if (end - start > 1) {
      order.subarray(start, end).sort((a, b) => labels[b]! - labels[a]! || foldOf(a) - foldOf(b));
    }
    start = end;
  }
  const firsts: number[] = [];
  const sums: number[] = [];
  for (const entry of order) {
    const before = firsts.at(-1);
    const isSame =
      before !== undefined &&
      scores[before] === scores[entry] &&
      labels[before] === labels[entry] &&
      foldOf(before) === foldOf(entry);
    if (isSame) sums[sums.length - 1]! += counts[entry]!;
    else {
      firsts.push(entry);
      sums.push(counts[entry]!);
    }
  }
  return {
    // Adding 0 turns −0 into 0.
    scores: Float64Array.from(firsts, (entry) => scores[entry]! + 0),
    labels: Float64Array.from(firsts, (entry) => labels[entry]!),
    counts: Float64Array.from(sums),
    ...(folds !== undefined && { folds: Int32Array.from(firsts, foldOf) }),
  };
}

/** The rows one by one, in the order of the entries: entries of count 1. */
export function writtenOut(entries: CountedScores): CountedScores {
  const { scores, labels, counts, folds } = entries;
  const entryOf = entriesOfRows(counts);
  return {
    scores: Float64Array.from(entryOf, (entry) => scores[entry]!),
    labels: Float64Array.from(entryOf, (entry) => labels[entry]!),
    counts: new Float64Array(entryOf.length).fill(1),
    ...(folds !== undefined && { folds: Int32Array.from(entryOf, (entry) => folds[entry]!) }),
  };
}
