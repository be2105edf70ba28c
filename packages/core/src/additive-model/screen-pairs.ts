import type { CoarseBins } from './coarse-bins.js';

/** Rows as the screening sees them. */
export interface ScreenedRows {
  /** Codes of every feature. */
  readonly codes: readonly Uint8Array[];
  /** Coarse bins of every feature, at most 8 and one for missing or other ones. */
  readonly bins: readonly CoarseBins[];
  /** w·(y − p) and w·p·(1 − p) of each row. */
  readonly residual: Float64Array;
  readonly curvature: Float64Array;
}

/** Two features by their positions. */
export interface FeaturePair {
  readonly first: number;
  readonly second: number;
}

/** Coarse codes of an axis: at most this many, in a power of two. */
const STRIDE = 16;
/** Rows that are summed at a time, pair by pair, so that they stay in the processor's cache. */
const TILE = 8192;

/**
 * Pairs of features by what a table of 2 × 2 cells, cut at the best place along each, would explain of what the fit has left: Σ g²/(h + 1)
 * over its quadrants. Categories are put in the order of their mean residual first.
 * @param wanted the pairs to look at
 * @returns most promising pairs first
 * @see Lou, Caruana, Gehrke, Hooker (2013), "Accurate intelligible models with pairwise interactions", FAST
 */
export function screenPairs(rows: ScreenedRows, wanted: readonly FeaturePair[]): FeaturePair[] {
  const pairs = wanted.map((pair) => ({ ...pair, sums: new Float64Array(2 * STRIDE * STRIDE) }));
  const nRows = rows.residual.length;
  const coarse = rows.bins.map(() => new Uint8Array(TILE));
  for (let start = 0; start < nRows; start += TILE) {
    const end = Math.min(nRows, start + TILE);
    rows.bins.forEach(({ of }, feature) => {
      const codes = rows.codes[feature]!;
      const target = coarse[feature]!;
      for (let i = start; i < end; i++) target[i - start] = of[codes[i]!]!;
    });
    const residual = rows.residual.subarray(start, end);
    const curvature = rows.curvature.subarray(start, end);
    for (const { first, second, sums } of pairs) addSums(coarse[first]!, coarse[second]!, residual, curvature, sums);
  }
  return pairs
    .map(({ first, second, sums }) => ({
      pair: { first, second },
      gain: gainOf(sums, rows.bins[first]!, rows.bins[second]!),
    }))
    .sort((a, b) => b.gain - a.gain || b.pair.first - a.pair.first || b.pair.second - a.pair.second)
    .map(({ pair }) => pair);
}

/** Gradient and curvature of each cell, side by side. */
function addSums(
  a: Uint8Array,
  b: Uint8Array,
  residual: Float64Array,
  curvature: Float64Array,
  sums: Float64Array,
): void {
  for (let i = 0; i < residual.length; i++) {
    const at = 2 * (a[i]! * STRIDE + b[i]!);
    sums[at]! += residual[i]!;
    sums[at + 1]! += curvature[i]!;
  }
}

function gainOf(sums: Float64Array, first: CoarseBins, second: CoarseBins): number {
  const rowOrder = orderOf(first, (code) => totalOf(second.axis.size, (other) => 2 * (code * STRIDE + other), sums));
  const columnOrder = orderOf(second, (code) => totalOf(first.axis.size, (other) => 2 * (other * STRIDE + code), sums));
  const nColumns = columnOrder.length;
  // Sums over all cells up to and with one, row by row.
  const g = new Float64Array(rowOrder.length * nColumns);
  const h = new Float64Array(g.length);
  rowOrder.forEach((rowCode, row) => {
    let gOfRow = 0;
    let hOfRow = 0;
    columnOrder.forEach((columnCode, column) => {
      const at = 2 * (rowCode * STRIDE + columnCode);
      gOfRow += sums[at]!;
      hOfRow += sums[at + 1]!;
      const cell = row * nColumns + column;
      g[cell] = gOfRow + (row > 0 ? g[cell - nColumns]! : 0);
      h[cell] = hOfRow + (row > 0 ? h[cell - nColumns]! : 0);
    });
  });
  const lastRow = (rowOrder.length - 1) * nColumns;
  const all = g.length - 1;
  let best = 0;
  for (let row = 0; row < rowOrder.length - 1; row++) {
    const right = row * nColumns + nColumns - 1;
    for (let column = 0; column < nColumns - 1; column++) {
      const cell = row * nColumns + column;
      const below = lastRow + column;
      const quadrants =
        gain(g[cell]!, h[cell]!) +
        gain(g[right]! - g[cell]!, h[right]! - h[cell]!) +
        gain(g[below]! - g[cell]!, h[below]! - h[cell]!) +
        gain(g[all]! - g[right]! - g[below]! + g[cell]!, h[all]! - h[right]! - h[below]! + h[cell]!);
      best = Math.max(best, quadrants);
    }
  }
  return best;
}

const gain = (g: number, h: number) => (g * g) / (Math.max(h, 0) + 1);

/** Codes along an axis: numbers as they are, categories by their mean residual. */
function orderOf({ axis }: CoarseBins, totals: (code: number) => { readonly g: number; readonly h: number }): number[] {
  const codes = Array.from({ length: axis.size }, (_, code) => code);
  if (axis.kind === 'numeric') return codes;
  const means = codes.map((code) => {
    const { g, h } = totals(code);
    return g / (h + 1);
  });
  return codes.sort((a, b) => means[a]! - means[b]!);
}

function totalOf(size: number, indexOf: (other: number) => number, sums: Float64Array) {
  let g = 0;
  let h = 0;
  for (let other = 0; other < size; other++) {
    g += sums[indexOf(other)]!;
    h += sums[indexOf(other) + 1]!;
  }
  return { g, h };
}
