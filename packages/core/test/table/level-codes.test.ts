import { describe, expect, it } from 'vitest';
import { concatenateColumns } from '../../src/table/concatenate-columns.js';
import { LevelCodes } from '../../src/table/level-codes.js';
import { categoricalColumn } from '../../src/table/table-from-rows.js';

describe('LevelCodes', () => {
  it('numbers texts in the order in which they appear, and takes null as missing', () => {
    const codes = new LevelCodes();
    expect(['b', 'a', null, 'b', ''].map((text) => codes.code(text))).toEqual([0, 1, -1, 0, 2]);
    expect(codes.levels()).toEqual(['b', 'a', '']);
  });

  it('recodes another numbering by its rows, and goes on from what it knows', () => {
    const codes = new LevelCodes();
    codes.code('known');
    const others = Int32Array.of(2, -1, 0, 2);
    const target = new Int32Array(4);
    codes.recode(others, ['known', 'never', 'new'], target);
    expect([...target]).toEqual([1, -1, 0, 1]);
    expect([...others]).toEqual([2, -1, 0, 2]);
    expect(codes.levels()).toEqual(['known', 'new']);
    codes.recode(others, ['known', 'never', 'new']);
    expect([...others]).toEqual([1, -1, 0, 1]);
  });
});

describe('concatenateColumns', () => {
  const texts = [['b', null, 'a'], [], ['c', 'a', 'b', null]];

  it('merges categories as if all rows had been read one after the other', () => {
    expect(concatenateColumns(texts.map(categoricalColumn))).toEqual(categoricalColumn(texts.flat()));
  });

  it('puts numbers below each other', () => {
    const parts = [[1, Number.NaN], [], [3]].map((values) => ({
      kind: 'numeric' as const,
      values: Float64Array.from(values),
    }));
    expect(concatenateColumns(parts)).toEqual({ kind: 'numeric', values: Float64Array.of(1, Number.NaN, 3) });
  });

  it('refuses columns of two kinds, and copies nothing of one', () => {
    const number = { kind: 'numeric' as const, values: Float64Array.of(1) };
    expect(() => concatenateColumns([number, categoricalColumn(['a'])])).toThrow(TypeError);
    expect(concatenateColumns([number])).toBe(number);
  });
});
