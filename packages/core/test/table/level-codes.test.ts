import { describe, expect, it } from 'vitest';
import { CategoryColumnBuilder } from '../../src/table/category-column-builder.js';
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

describe('CategoryColumnBuilder', () => {
  const texts = ['b', null, 'a', 'c', 'a', 'b', null];

  it('gives the same column for rows in any order, by texts and by codes', () => {
    const byText = new CategoryColumnBuilder(texts.length);
    for (const row of [6, 2, 0, 4, 3, 5, 1]) byText.set(row, texts[row]!);
    const byCode = new CategoryColumnBuilder(texts.length);
    byCode.setAll(3, Int32Array.of(1, 2, 0, -1), ['b', 'c', 'a']);
    byCode.setAll(0, Int32Array.of(2, -1, 3), ['x', 'y', 'b', 'a']);
    expect(byText.finish()).toEqual(categoricalColumn(texts));
    expect(byCode.finish()).toEqual(categoricalColumn(texts));
  });

  it('takes rows that are not set for missing', () => {
    const builder = new CategoryColumnBuilder(3);
    builder.set(1, 'a');
    expect(builder.finish()).toEqual(categoricalColumn([null, 'a', null]));
  });
});
