import type { Column, Table } from '../table/table.js';

/** Parts of equal size that numbers are cut into. */
const BINS = 10;
/** So many levels of a category have a bin of their own; the others share one. */
const LEVELS = 10;
/** Fewer of the users than this say nothing in a bin of their own. */
const LEAST_SHARE = 0.01;

/** Bins of a number: [−∞, e₀), [e₀, e₁), …, [eₖ, ∞). Without edges all numbers are in one. */
export interface NumericBins {
  readonly kind: 'numeric';
  readonly name: string;
  /** Ascending. */
  readonly edges: readonly number[];
}

/** Bins of a category: one for each of these levels, and one for all others. */
export interface CategoricalBins {
  readonly kind: 'categorical';
  readonly name: string;
  readonly levels: readonly string[];
}

/** The bins of a feature, which stay as they were at training. */
export type FeatureBins = NumericBins | CategoricalBins;

/** Users in each bin of a feature. */
export interface BinCounts {
  readonly name: string;
  /** In the order of the bins; the last one is of users of whom the feature is missing. */
  readonly counts: readonly number[];
}

/** Bins of every column: tenths of a number's users, and the most frequent levels of a category. */
export function chooseBins(table: Table): FeatureBins[] {
  return [...table.columns].map(([name, column]) => binsOf(name, column));
}

function binsOf(name: string, column: Column): FeatureBins {
  if (column.kind === 'numeric') return { kind: 'numeric', name, edges: chooseEdges(column.values) };
  const { codes, levels } = column;
  const users = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) users[code]!++;
  const counted = levels.map((level, code) => ({ level, users: users[code]! }));
  return { kind: 'categorical', name, levels: frequentLevels(counted, codes.length) };
}

/** The most frequent levels, which have a bin of their own. @param rows all of them, also those without a level */
export function frequentLevels(
  counted: readonly { readonly level: string; readonly users: number }[],
  rows: number,
): string[] {
  return counted
    .filter((entry) => entry.users > 0 && entry.users >= LEAST_SHARE * rows)
    .sort((a, b) => b.users - a.users || (a.level < b.level ? -1 : 1))
    .slice(0, LEVELS)
    .map(({ level }) => level);
}

/** Numbers in ascending order, wherever they are. */
export interface SortedNumbers {
  readonly n: number;
  /** The number at a place, from 0. */
  value(place: number): number;
  /** The first place of the number at that place. */
  firstOf(place: number): number;
  /** How many there are of the least one. */
  least(): number;
}

/**
 * Edges that cut numbers into tenths, fewer where values repeat. Each lies half-way between two values, so that rounding moves nobody.
 * @param values NaN is left out
 */
export function chooseEdges(values: Float64Array): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const firstOf = (place: number) => {
    let first = place;
    while (first > 0 && sorted[first - 1] === sorted[place]) first--;
    return first;
  };
  const least = () => {
    const more = sorted.findIndex((value) => value > sorted[0]!);
    return more < 0 ? sorted.length : more;
  };
  return sortedEdges({ n: sorted.length, value: (place) => sorted[place]!, firstOf, least });
}

/** `chooseEdges` of numbers that are in order. */
export function sortedEdges(sorted: SortedNumbers): number[] {
  const { n } = sorted;
  const edges: number[] = [];
  const cutBefore = (place: number) => {
    const value = sorted.value(place);
    const before = sorted.firstOf(place) - 1;
    if (before < 0) return;
    const lower = sorted.value(before);
    const edge = lower + (value - lower) / 2;
    if (edge > (edges.at(-1) ?? Number.NEGATIVE_INFINITY)) edges.push(edge);
  };
  for (let part = 1; part < BINS; part++) {
    const place = Math.floor((part * n) / BINS);
    if (place < n) cutBefore(place);
  }
  if (edges.length > 0 || n === 0) return edges;
  // Nearly all have the least value: whoever has more is one bin.
  const more = sorted.least();
  if (more < n && n - more >= LEAST_SHARE * n) cutBefore(more);
  return edges;
}

/** The numbers in each bin, then those that are NaN. */
export function countNumbers(edges: readonly number[], values: Float64Array): number[] {
  const counts = Array<number>(edges.length + 2).fill(0);
  for (const value of values) counts[Number.isNaN(value) ? edges.length + 1 : binOf(edges, value)]!++;
  return counts;
}

function binOf(edges: readonly number[], value: number): number {
  const above = edges.findIndex((edge) => value < edge);
  return above < 0 ? edges.length : above;
}

/** Users in each bin of each feature: the reference for what the adapters' SQL has to do. @param table has every feature of the bins */
export function countBins(bins: readonly FeatureBins[], table: Table): BinCounts[] {
  return bins.map((bin) => {
    if (bin.kind === 'numeric') return { name: bin.name, counts: countNumbers(bin.edges, table.numeric(bin.name)) };
    const { codes, levels } = table.categorical(bin.name);
    const others = bin.levels.length;
    const binOfCode = levels.map((level) => {
      const place = bin.levels.indexOf(level);
      return place < 0 ? others : place;
    });
    const counts = Array<number>(others + 2).fill(0);
    for (const code of codes) counts[code < 0 ? others + 1 : binOfCode[code]!]!++;
    return { name: bin.name, counts };
  });
}
