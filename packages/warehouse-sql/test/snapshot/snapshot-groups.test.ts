import { addDays, daysOf } from '@propensity/core/windows';
import { describe, expect, it } from 'vitest';
import { groupsOfSnapshots } from '../../src/index.js';

const NEWEST = '2025-06-01';
const weekly = (count: number) => Array.from({ length: count }, (_, index) => addDays(NEWEST, -7 * index));
const lookback = (days: number) => (snapshot: string) => [addDays(snapshot, -days), snapshot] as const;
const rows = (aDay: number) => new Map(daysOf('2025-01-01', NEWEST).map((day) => [day, aDay]));

describe('groupsOfSnapshots', () => {
  it('takes the snapshots of a training together', () => {
    expect(groupsOfSnapshots(weekly(8), lookback(60), rows(1000))).toEqual([weekly(8).reverse()]);
  });

  it('leaves a snapshot alone, and those whose windows hardly overlap', () => {
    expect(groupsOfSnapshots(weekly(1), lookback(60), rows(1000))).toEqual([]);
    expect(groupsOfSnapshots([], lookback(60), rows(1000))).toEqual([]);
    expect(groupsOfSnapshots(weekly(4), lookback(7), rows(1000))).toEqual([]);
  });

  it('takes fewer together the more events there are, and none where one snapshot has enough', () => {
    const sizes = (aDay: number) => groupsOfSnapshots(weekly(8), lookback(60), rows(aDay)).map(({ length }) => length);
    expect(sizes(10_000_000)).toEqual([8]);
    expect(sizes(20_000_000)).toEqual([4, 4]);
    expect(sizes(100_000_000)).toEqual([]);
  });
});
