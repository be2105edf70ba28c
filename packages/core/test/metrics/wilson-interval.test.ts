import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';

const wilson: {
  readonly tolerance: { readonly absolute: number };
  readonly cases: readonly { positives: number; n: number; interval: [number, number] }[];
} = JSON.parse(readFileSync(new URL('../fixtures/wilson.json', import.meta.url), 'utf8'));

it.each(wilson.cases)("Wilson's interval of $positives in $n is that of statsmodels", ({ positives, n, interval }) => {
  wilsonInterval(positives, n).forEach((bound, side) => {
    expect(Math.abs(bound - interval[side]!)).toBeLessThan(wilson.tolerance.absolute);
  });
});

it('gives nothing for no rows', () => {
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});

it('holds exactly 0 or 1 where that share was observed', () => {
  for (const n of [1, 3, 12, 50, 1000]) {
    expect(wilsonInterval(0, n)[0]).toBe(0);
    expect(wilsonInterval(n, n)[1]).toBe(1);
  }
});
