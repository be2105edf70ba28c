import { type CountedScores, countedScores } from '../counted-scores/counted-scores.js';
import { MOST_ROWS_EXACT } from '../counted-scores/most-rows-exact.js';
import { joined } from '../counted-scores/scored-rows.js';

/** Width of the bins of η where rows are not counted by the very number. */
export const BIN_WIDTH = 2 ** -12;
/** The same where rows are counted by the η of two models. */
export const PAIR_BIN_WIDTH = 2 ** -6;

export function widthFor(rows: number, width = BIN_WIDTH, exact = MOST_ROWS_EXACT): number | null {
  return rows <= exact ? null : width;
}

/** The entries of several lists, each of a fold. */
export function foldedScores(
  lists: readonly { readonly fold: number; readonly entries: CountedScores }[],
): CountedScores & { readonly folds: Int32Array } {
  const columns = lists.map(({ entries }) => entries);
  const folds = Int32Array.from(lists.flatMap(({ fold, entries }) => Array<number>(entries.counts.length).fill(fold)));
  const all = countedScores({
    scores: joined(columns.map(({ scores }) => scores)),
    labels: joined(columns.map(({ labels }) => labels)),
    counts: joined(columns.map(({ counts }) => counts)),
    folds,
  });
  return { ...all, folds: all.folds ?? folds };
}

/**
 * How far the ROC AUC may lie from that of the very scores: half of the pairs of a positive and a negative in one bin, which count as
 * ties.
 */
export function rocAucBound({ scores, labels, counts }: CountedScores, width: number | null): number {
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
