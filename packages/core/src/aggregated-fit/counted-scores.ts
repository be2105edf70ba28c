import { entriesOfRows } from '../metrics/entries-of-rows.js';
import type { ScoreCounts } from '../ports/training-rows.js';

/** With at most so many rows, scores are counted by the very number: nothing is lost. */
export const EXACT_SCORES = 500_000;
/** Width of the bins of η beyond that. */
export const BIN_WIDTH = 2 ** -12;
/** The same where rows are counted by the η of two models. */
export const PAIR_BIN_WIDTH = 2 ** -6;

export function widthFor(rows: number, width = BIN_WIDTH, exact = EXACT_SCORES): number | null {
  return rows <= exact ? null : width;
}

/** The entries of several lists, each with the number of its list, by score. */
export interface FoldedScores extends ScoreCounts {
  readonly folds: Int32Array;
}

export function foldedScores(lists: readonly (ScoreCounts & { readonly fold: number })[]): FoldedScores {
  const entries = lists.flatMap(({ scores, labels, counts, fold }) =>
    Array.from(scores, (score, at) => ({ score, label: labels[at]!, count: counts[at]!, fold })),
  );
  entries.sort((a, b) => a.score - b.score || a.label - b.label || a.fold - b.fold);
  return {
    scores: Float64Array.from(entries, ({ score }) => score),
    labels: Float64Array.from(entries, ({ label }) => label),
    counts: Float64Array.from(entries, ({ count }) => count),
    folds: Int32Array.from(entries, ({ fold }) => fold),
  };
}

/** Entries as metrics and calibrations take them. */
export type TakenScores<T> = T & { readonly sampleWeight?: Float64Array | undefined };

/**
 * Entries of single scores row by row, so that every sum is that of the rows one by one; entries of bins with their counts.
 * @param width of the bins; null where each entry has one score
 */
export function takenScores<T extends ScoreCounts>(entries: T, width: number | null): TakenScores<T> {
  const { counts } = entries;
  if (width !== null) return { ...entries, sampleWeight: counts };
  const entryOf = entriesOfRows(counts);
  const written = Object.entries(entries).map(([name, values]: [string, Float64Array | Int32Array]) => {
    const result = values instanceof Int32Array ? new Int32Array(entryOf.length) : new Float64Array(entryOf.length);
    entryOf.forEach((entry, row) => {
      result[row] = values[entry]!;
    });
    return [name, name === 'counts' ? result.fill(1) : result];
  });
  return Object.fromEntries(written) as T;
}

/**
 * How far the ROC AUC may lie from that of the very scores: half of the pairs of a positive and a negative in one bin, which count as
 * ties.
 */
export function rocAucBound({ scores, labels, counts }: ScoreCounts, width: number | null): number {
  if (width === null) return 0;
  const bins = new Map<number, [number, number]>();
  let positives = 0;
  let negatives = 0;
  scores.forEach((score, at) => {
    const key = Math.floor(score / width);
    const bin = bins.get(key) ?? [0, 0];
    bins.set(key, bin);
    const count = counts[at]!;
    bin[labels[at] === 1 ? 1 : 0] += count;
    if (labels[at] === 1) positives += count;
    else negatives += count;
  });
  let pairs = 0;
  for (const [below, above] of bins.values()) pairs += below * above;
  return pairs / 2 / Math.max(1, positives * negatives);
}
