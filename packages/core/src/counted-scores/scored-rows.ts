import type { BinnedScores } from './binning-bound.js';
import { type CountedScores, writtenOut } from './counted-scores.js';

/** Scores and labels as metrics take them. */
export interface ScoredRows {
  readonly scores: Float64Array;
  readonly labels: Float64Array;
  /** Rows that each element stands for; left out where it is one each. */
  readonly sampleWeight?: Float64Array | undefined;
}

/** Whether the rows of an entry may have different scores. */
export function isBinned(entries: CountedScores | BinnedScores): entries is BinnedScores {
  return 'low' in entries;
}

/**
 * Entries as metrics take them. Where each entry has one score there are few, and its rows are written out: so every sum is that of the rows one
 * by one, in the order of the entries, to the last bit. Bins are taken with their counts.
 */
export function scoredRows(entries: CountedScores | BinnedScores): ScoredRows {
  if (!isBinned(entries)) {
    const { scores, labels } = writtenOut(entries);
    return { scores, labels };
  }
  return { scores: entries.scores, labels: entries.labels, sampleWeight: entries.counts };
}

/** Rows one after the other. */
export function joinedRows(parts: readonly ScoredRows[]): ScoredRows {
  const weighted = parts.some(({ sampleWeight }) => sampleWeight !== undefined);
  return {
    scores: joined(parts.map(({ scores }) => scores)),
    labels: joined(parts.map(({ labels }) => labels)),
    ...(weighted && {
      sampleWeight: joined(
        parts.map(({ scores, sampleWeight }) => sampleWeight ?? new Float64Array(scores.length).fill(1)),
      ),
    }),
  };
}

/** Columns one after the other. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}

/** How many rows they are. */
export function rowCount({ labels, sampleWeight }: Pick<ScoredRows, 'labels' | 'sampleWeight'>): number {
  return sampleWeight === undefined ? labels.length : sampleWeight.reduce((sum, count) => sum + count, 0);
}

/** Σ of a value of each row. */
export function sumOfRows(values: Float64Array, { sampleWeight }: Pick<ScoredRows, 'sampleWeight'>): number {
  return values.reduce((sum, value, row) => sum + (sampleWeight === undefined ? 1 : sampleWeight[row]!) * value, 0);
}
