import { describe, expect, test } from 'vitest';
import { chooseBins, chooseEdges, countBins, countNumbers } from '../../src/entries/drift.js';
import { Table } from '../../src/table/table.js';

const numbers = (...values: number[]) => Float64Array.from(values);

describe('edges', () => {
  test('cut numbers into tenths, half-way between two of them', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(chooseEdges(values)).toEqual([9.5, 19.5, 29.5, 39.5, 49.5, 59.5, 69.5, 79.5, 89.5]);
    expect(countNumbers(chooseEdges(values), values)).toEqual([...Array(10).fill(10), 0]);
  });

  test('are fewer where values repeat, and never between equal ones', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i < 75 ? 0 : i < 95 ? 1 : 2));
    expect(chooseEdges(values)).toEqual([0.5]);
    expect(countNumbers([0.5], values)).toEqual([75, 25, 0]);
  });

  test('keep those few apart who have more than nearly all', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 950 ? 0 : i));
    expect(countNumbers(chooseEdges(values), values)).toEqual([950, 50, 0]);
    expect(chooseEdges(values.map((value, i) => (i < 995 ? 0 : value)))).toEqual([]);
  });

  test('leave out what is missing; of nothing there are none', () => {
    expect(chooseEdges(numbers(Number.NaN, 1, 1, Number.NaN))).toEqual([]);
    expect(chooseEdges(numbers())).toEqual([]);
    expect(countNumbers([], numbers(Number.NaN, 1, 1))).toEqual([2, 1]);
  });

  test('an edge belongs to the bin above it', () => {
    expect(countNumbers([1, 2], numbers(0.999, 1, 1.5, 2, 3))).toEqual([1, 2, 2, 0]);
  });
});

test('frequent levels have bins of their own, the others share one, and what is missing comes last', () => {
  const levels = ['a', 'b', 'rare', 'unused'];
  const codes = Int32Array.from({ length: 400 }, (_, i) => (i < 200 ? 1 : i < 380 ? 0 : i < 383 ? 2 : -1));
  const table = new Table([['level', { kind: 'categorical', codes, levels }]]);
  const bins = chooseBins(table);
  expect(bins).toEqual([{ kind: 'categorical', name: 'level', levels: ['b', 'a'] }]);
  expect(countBins(bins, table)).toEqual([{ name: 'level', counts: [200, 180, 3, 17] }]);
  const later = new Table([
    ['level', { kind: 'categorical', codes: Int32Array.of(0, 0, 1, -1), levels: ['new', 'a'] }],
  ]);
  expect(countBins(bins, later)).toEqual([{ name: 'level', counts: [0, 1, 2, 1] }]);
});
