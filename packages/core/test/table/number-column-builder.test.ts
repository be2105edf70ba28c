import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedNumbers } from '../../src/table/coded-numbers.js';
import { NumberColumnBuilder } from '../../src/table/number-column-builder.js';

/** The column of those values, filled in the order of `rows`. */
function filled(values: readonly number[], rows: readonly number[] = [...values.keys()]) {
  const builder = new NumberColumnBuilder(values.length);
  for (const row of rows) builder.set(row, values[row]!);
  return builder.finish();
}

const repeated = (n: number, different: number, of: (i: number) => number) =>
  Array.from({ length: n }, (_, i) => of((i * 7919) % different));

describe('NumberColumnBuilder', () => {
  it('gives back every value, whatever it is: 0 and −0 apart', () => {
    const someNumber = fc.oneof(
      fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1 / 3),
      fc.integer({ min: -3, max: 300 }),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.array(someNumber, { maxLength: 400 }), (values) => {
        const { values: kept } = filled(values);
        expect(kept.length).toBe(values.length);
        expect(values.findIndex((value, row) => !Object.is(kept[row], value))).toBe(-1);
      }),
    );
  });

  it.each([
    [200, 255, Uint8Array],
    [1200, 256, Uint16Array],
    [1204, 300, Uint16Array],
    [4 * 65_535, 65_534, Uint16Array],
  ])('keeps %d rows of %d different numbers as codes', (n, different, kind) => {
    const values = repeated(n, different, (i) => i / 8 - 20);
    const column = filled(values);
    expect(column).toBeInstanceOf(CodedNumbers);
    const { codes, dictionary } = column as CodedNumbers;
    expect(codes).toBeInstanceOf(kind);
    expect([...dictionary.subarray(1)]).toEqual([...new Set(values)].sort((a, b) => a - b));
    expect(dictionary[0]).toBeNaN();
    expect([...column.values]).toEqual(values);
  });

  it.each([
    [1000, 300],
    [300_000, 65_535],
    [80_000, 80_000],
  ])('keeps %d rows of %d different numbers as they are', (n, different) => {
    const values = repeated(n, different, Math.sqrt);
    const column = filled(values);
    expect(column).not.toBeInstanceOf(CodedNumbers);
    expect([...column.values]).toEqual(values);
  });

  it.each([50, 5_000, 70_000])('depends on the rows, not on their order: %d different numbers', (different) => {
    const values = repeated(100_000, different, (i) => (i % 10 === 3 ? Number.NaN : Math.sin(i)));
    const backwards = [...values.keys()].reverse();
    expect(filled(values, backwards)).toEqual(filled(values));
    const inParts = new NumberColumnBuilder(values.length);
    inParts.setAll(60_000, Float64Array.from(values.slice(60_000)));
    inParts.setAll(0, Float64Array.from(values.slice(0, 60_000)));
    expect(inParts.finish()).toEqual(filled(values));
  });

  it('takes rows that are not set for missing, coded or not', () => {
    const coded = new NumberColumnBuilder(4);
    coded.set(2, 7);
    expect([...coded.finish().values]).toEqual([Number.NaN, Number.NaN, 7, Number.NaN]);
    const plain = new NumberColumnBuilder(3, { repeat: false });
    plain.set(0, 1);
    const column = plain.finish();
    expect(column).not.toBeInstanceOf(CodedNumbers);
    expect([...column.values]).toEqual([1, Number.NaN, Number.NaN]);
  });
});
