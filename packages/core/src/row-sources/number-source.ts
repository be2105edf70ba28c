import { signedLog1p } from '../special-functions/signed-log1p.js';
import type { NumberCells, NumberCodes } from '../table/coded-numbers.js';
import { isShared, sharedCopy } from '../threads/shared-memory.js';

/** Where a column's numbers are read, tile by tile: its row i is row `rows[i]` of the cells, or row i. Plain data, which threads share. */
export type NumberSource = NumbersAsKept & { readonly rows?: Uint32Array | undefined };

type NumbersAsKept =
  /** The number itself, its `signedLog1p`, or 1 where it is missing and 0 elsewhere. */
  | { readonly read: 'value' | 'log1p' | 'missing'; readonly values: Float64Array }
  /** (value − mean) / scale, or `ofMissing`. */
  | {
      readonly read: 'standardised';
      readonly values: Float64Array;
      readonly mean: number;
      readonly scale: number;
      readonly ofMissing: number;
    }
  /** The number of the row's code. */
  | { readonly read: 'code'; readonly codes: NumberCodes; readonly numbers: Float64Array };

/** A column's cells, read in one of these ways. */
export function readingOf(cells: NumberCells, read: 'value' | 'log1p' | 'missing'): NumberSource {
  if (cells instanceof Float64Array) return { read, values: cells };
  const { codes, dictionary } = cells;
  if (read === 'value') return { read: 'code', codes, numbers: dictionary };
  return {
    read: 'code',
    codes,
    numbers: dictionary.map(read === 'log1p' ? signedLog1p : (x) => Number(Number.isNaN(x))),
  };
}

/** Number of rows. */
export function lengthOfSource(source: NumberSource): number {
  return (source.rows ?? (source.read === 'code' ? source.codes : source.values)).length;
}

/** Whether other threads can read it. */
export function areNumbersShared(source: NumberSource): boolean {
  const cells = source.read === 'code' ? source.codes : source.values;
  return isShared(cells) && (source.rows === undefined || isShared(source.rows));
}

/** The same in memory that other threads can read. */
export function sharedNumbers(source: NumberSource): NumberSource {
  const rows = source.rows && sharedCopy(source.rows);
  if (source.read === 'code') return { ...source, codes: sharedCopy(source.codes), rows };
  return { ...source, values: sharedCopy(source.values), rows };
}

/** Writes the numbers of rows `start` to `end` (exclusive) to `target`, from index `at` on. */
export function loadNumbers(source: NumberSource, start: number, end: number, target: Float64Array, at: number): void {
  const { rows } = source;
  if (source.read === 'code') {
    const { codes, numbers } = source;
    // One function for each kind of array: an engine compiles a loop over both for neither.
    if (codes instanceof Uint8Array) lookUpBytes(codes, numbers, rows, start, end, target, at);
    else lookUpWords(codes, numbers, rows, start, end, target, at);
    return;
  }
  const { values } = source;
  if (rows === undefined) target.set(values.subarray(start, end), at);
  else for (let i = start, to = at; i < end; i++) target[to++] = values[rows[i]!]!;
  const last = at + end - start;
  if (source.read === 'standardised') standardise(target, at, last, source);
  else if (source.read === 'log1p') for (let i = at; i < last; i++) target[i] = signedLog1p(target[i]!);
  else if (source.read === 'missing') for (let i = at; i < last; i++) target[i] = Number(Number.isNaN(target[i]!));
}

/** The numbers of all rows, in memory of their own. */
export function numbersOf(source: NumberSource): Float64Array {
  const numbers = new Float64Array(lengthOfSource(source));
  loadNumbers(source, 0, numbers.length, numbers, 0);
  return numbers;
}

/** The number of one row. */
export function numberAt(source: NumberSource, row: number): number {
  loadNumbers(source, row, row + 1, ONE, 0);
  return ONE[0]!;
}

const ONE = new Float64Array(1);

function lookUpBytes(
  codes: Uint8Array,
  numbers: Float64Array,
  rows: Uint32Array | undefined,
  start: number,
  end: number,
  target: Float64Array,
  at: number,
): void {
  if (rows === undefined) for (let i = start, to = at; i < end; i++) target[to++] = numbers[codes[i]!]!;
  else for (let i = start, to = at; i < end; i++) target[to++] = numbers[codes[rows[i]!]!]!;
}

function lookUpWords(
  codes: Uint16Array,
  numbers: Float64Array,
  rows: Uint32Array | undefined,
  start: number,
  end: number,
  target: Float64Array,
  at: number,
): void {
  if (rows === undefined) for (let i = start, to = at; i < end; i++) target[to++] = numbers[codes[i]!]!;
  else for (let i = start, to = at; i < end; i++) target[to++] = numbers[codes[rows[i]!]!]!;
}

function standardise(
  target: Float64Array,
  from: number,
  end: number,
  { mean, scale, ofMissing }: { readonly mean: number; readonly scale: number; readonly ofMissing: number },
): void {
  for (let i = from; i < end; i++) {
    const value = (target[i]! - mean) / scale;
    // Written, then fixed where it was missing: twice as fast as choosing what to write.
    target[i] = value;
    if (Number.isNaN(value)) target[i] = ofMissing;
  }
}
