import type { BinnedScores } from './binning-bound.js';
import { FINE_STEPS, meanOfBin } from './proba-bins.js';

/** Rows grouped by bin, side of the threshold and label, as columns of equal length, in any order. */
export interface BinColumns {
  /** The bin of `FINE_STEPS`, see `placeInBin`. */
  readonly keys: Float64Array;
  /** 1 from the threshold on, else 0: a bin that the threshold divides is two. */
  readonly above: Float64Array;
  readonly labels: Float64Array;
  readonly counts: Float64Array;
  /** Sum of the rows' places in the bin. */
  readonly parts: Float64Array;
  /** The least and the greatest probability. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Binned entries from the groups of a warehouse, highest score first, then label 1. The score is the mean of the bin's rows of
 * both labels, which is never outside of them.
 */
export function binnedScores(columns: BinColumns): BinnedScores {
  const { keys, above, labels, counts, parts, low, high } = columns;
  const bins = new Map<string, { rows: number; parts: number; low: number; high: number; key: number }>();
  const nameOf = (group: number) => `${keys[group]} ${above[group]}`;
  for (let group = 0; group < keys.length; group++) {
    const name = nameOf(group);
    const bin = bins.get(name) ?? { rows: 0, parts: 0, low: 1, high: 0, key: keys[group]! };
    bin.rows += counts[group]!;
    bin.parts += parts[group]!;
    bin.low = Math.min(bin.low, low[group]!);
    bin.high = Math.max(bin.high, high[group]!);
    bins.set(name, bin);
  }
  const scores = Float64Array.from(keys, (_, group) => {
    const bin = bins.get(nameOf(group))!;
    return Math.min(bin.high, Math.max(bin.low, meanOfBin(bin.key, bin.parts, bin.rows, FINE_STEPS)));
  });
  const order = Uint32Array.from(keys.keys()).sort((a, b) => scores[b]! - scores[a]! || labels[b]! - labels[a]!);
  const inOrder = (column: Float64Array) => Float64Array.from(order, (group) => column[group]!);
  return {
    scores: inOrder(scores),
    labels: inOrder(labels),
    counts: inOrder(counts),
    low: inOrder(low),
    high: inOrder(high),
  };
}
