import { describe, expect, it } from 'vitest';
import { duration, restTime } from '../src/rest-time.js';

describe('restTime', () => {
  it('counts down until the next unit is done, and never says that nothing is left', () => {
    expect(restTime(2, 4, 30_000, 10_000)).toBe(20_000);
    expect(restTime(2, 4, 30_000, 40_000)).toBe(1);
  });

  it.each([
    [2, 4, 30_000, 30_000],
    [1, 4, 30_000, 90_000],
    [3, 4, 1000, 1000 / 3],
    [0, 4, 30_000, null],
    [4, 4, 30_000, null],
    [2, 4, 999, null],
  ])('%d of %d after %d ms: %s', (done, total, elapsed, rest) => {
    if (rest === null) expect(restTime(done, total, elapsed)).toBeNull();
    else expect(restTime(done, total, elapsed)).toBeCloseTo(rest, 9);
  });
});

it.each([
  [0, '0 s'],
  [1, '1 s'],
  [1499, '1 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
