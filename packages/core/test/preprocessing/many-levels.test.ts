import { describe, expect, it } from 'vitest';
import { designColumnNames, type FittedCategorical } from '../../src/preprocessing/fitted-transformers.js';
import { LevelSlots } from '../../src/preprocessing/level-slots.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { levels } from '../support/some-table.js';

const fit = (values: readonly (string | null)[], minLevelCount: number): FittedCategorical => {
  const features = [{ name: 'page', kind: 'categorical', manyLevels: true } as const];
  const fitted = new Preprocessor(features, { minLevelCount }).fit(new Table([['page', levels(values)]]));
  return fitted.transformers[0] as FittedCategorical;
};
const times = (n: number, level: string | null) => Array<string | null>(n).fill(level);

describe('a category with many levels', () => {
  it('does not list its rare levels, and takes new ones for rare', () => {
    const fitted = fit([...times(3, 'b'), ...times(2, 'a'), 'c', null], 2);
    expect(fitted).toEqual({
      kind: 'categorical',
      name: 'page',
      levels: ['a', 'b'],
      rareLevels: [],
      othersAreRare: true,
      hasMissing: true,
    });
    expect(designColumnNames([fitted])).toEqual(['page=a', 'page=b', 'page=(rare)', 'page=(missing)']);
    const slots = new LevelSlots(fitted);
    expect([slots.of('a'), slots.of('b'), slots.of('c'), slots.of('new'), slots.missing, slots.size]).toEqual([
      0, 1, 2, 2, 3, 4,
    ]);
  });

  it('has no column for rare levels where training had none: new ones add nothing', () => {
    const fitted = fit([...times(2, 'a'), ...times(2, 'b')], 2);
    expect(fitted).toEqual({
      kind: 'categorical',
      name: 'page',
      levels: ['a', 'b'],
      rareLevels: [],
      hasMissing: false,
    });
    expect(new LevelSlots(fitted).of('new')).toBe(-1);
  });

  it('keeps its hundred most frequent levels, the first by name of equally frequent ones', () => {
    const all = Array.from({ length: 120 }, (_, k) => `/${String(k).padStart(3, '0')}`);
    const fitted = fit([...all, ...all, ...times(5, '/zzz')], 2);
    expect(fitted.levels).toEqual([...all.slice(0, 99), '/zzz']);
    expect(fitted.othersAreRare).toBe(true);
  });
});
