import { describe, expect, it } from 'vitest';
import { constrainedRates } from '../../src/holdout/constrained-rates.js';
import { pooledDifference, type Stratum } from '../../src/holdout/pooled-difference.js';
import { detectableDifference, weeksMissing } from '../../src/holdout/weeks-missing.js';

const stratum = (x1: number, n1: number, x0: number, n0: number): Stratum => ({
  exported: { converted: x1, n: n1 },
  held_out: { converted: x0, n: n0 },
});

describe('constrainedRates', () => {
  const logLikelihood = (x: number, n: number, p: number) =>
    (x === 0 ? 0 : x * Math.log(p)) + (n === x ? 0 : (n - x) * Math.log(1 - p));

  it('finds the likeliest rates with that difference', () => {
    for (const [x1, n1, x0, n0] of [
      [30, 100, 10, 80],
      [0, 50, 3, 20],
      [5, 5, 2, 9],
      [0, 40, 0, 10],
      [7, 7, 3, 3],
    ] as const) {
      for (const difference of [-0.7, -0.1, -0.001, 0, 0.02, 0.3, 0.9]) {
        const [p1, p0] = constrainedRates([x1, n1], [x0, n0], difference);
        expect(p1 - p0).toBeCloseTo(difference, 12);
        const likelihood = (rate: number) => logLikelihood(x1, n1, rate + difference) + logLikelihood(x0, n0, rate);
        const [low, high] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
        const others = Array.from({ length: 2001 }, (_, i) => likelihood(low + ((high - low) * i) / 2000));
        const best = Math.max(...others.filter((value) => !Number.isNaN(value)));
        expect(likelihood(p0)).toBeGreaterThanOrEqual(best - 1e-9);
      }
    }
  });
});

describe('pooledDifference', () => {
  it("is Miettinen's and Nurminen's interval of one stratum", () => {
    // Newcombe (1998), Interval estimation for the difference between independent proportions, table II, method 5.
    const cases = [
      [56, 70, 48, 80, 0.2, 0.0528, 0.3382],
      [9, 10, 3, 10, 0.6, 0.17, 0.8406],
      [10, 10, 0, 20, 1, 0.7156, 1],
      [5, 56, 0, 29, 0.0893, -0.0326, 0.1933],
    ] as const;
    for (const [x1, n1, x0, n0, difference, low, high] of cases) {
      const found = pooledDifference([stratum(x1, n1, x0, n0)])!;
      expect(found.difference).toBeCloseTo(difference, 4);
      expect(found.interval[0]).toBeCloseTo(low, 3);
      expect(found.interval[1]).toBeCloseTo(high, 3);
    }
  });

  it('weighs strata as Mantel and Haenszel do, and leaves out those of one group', () => {
    const found = pooledDifference([stratum(20, 100, 5, 50), stratum(1, 10, 0, 90), stratum(3, 7, 0, 0)])!;
    const [w1, w2] = [5000 / 150, 900 / 100];
    expect(found.difference).toBeCloseTo((w1 * (0.2 - 0.1) + w2 * 0.1) / (w1 + w2), 12);
    expect(found.exported_share - found.held_out_share).toBeCloseTo(found.difference, 12);
    expect(found).toEqual(pooledDifference([stratum(20, 100, 5, 50), stratum(1, 10, 0, 90)]));
  });

  it('does not take users of different scores for each other', () => {
    // More of the exported have high scores: pooled as one they seem to do much more.
    const strata = [stratum(90, 300, 30, 100), stratum(1, 100, 3, 300)];
    expect(pooledDifference(strata)!.difference).toBeCloseTo(0, 12);
    expect(pooledDifference([stratum(91, 400, 33, 400)])!.difference).toBeGreaterThan(0.1);
  });

  it('widens by the root of the design effect', () => {
    const strata = [stratum(120, 1000, 100, 1000)];
    const [one, four] = [pooledDifference(strata)!, pooledDifference(strata, { designEffect: 4 })!];
    expect(four.standard_error / one.standard_error).toBeCloseTo(2, 12);
    expect((four.interval[1] - four.interval[0]) / (one.interval[1] - one.interval[0])).toBeCloseTo(2, 1);
  });

  it('takes the t distribution where the design effect had to be estimated', () => {
    const strata = [stratum(120, 1000, 100, 1000)];
    const widthOf = (options: object) => {
      const { interval } = pooledDifference(strata, options)!;
      return interval[1] - interval[0];
    };
    const estimated = widthOf({ designEffect: 1.5, degreesOfFreedom: 10 }) / widthOf({ designEffect: 1.5 });
    expect(estimated).toBeCloseTo(2.228139 / 1.959964, 2);
    expect(widthOf({ designEffect: 1, degreesOfFreedom: 10 })).toBe(widthOf({}));
  });

  it('has no answer without both groups, and a wide one without a conversion', () => {
    expect(pooledDifference([])).toBeNull();
    expect(pooledDifference([stratum(3, 10, 0, 0)])).toBeNull();
    const { difference, interval } = pooledDifference([stratum(0, 100, 0, 10)])!;
    expect(difference).toBe(0);
    expect(interval[0]).toBeLessThan(-0.2);
    expect(interval[1]).toBeGreaterThan(0.03);
  });
});

describe('weeksMissing', () => {
  it('is how many more weeks the power calculation asks for', () => {
    // Two groups of 1,000 a week at 10 %: 2 · 0.1 · 0.9 · (1.96 + 0.8416)² / 0.02² = 3,532 of each are needed for two points.
    const error = Math.sqrt((0.1 * 0.9 * 2) / 1000);
    expect(weeksMissing(0.02, error, 1)).toBe(3);
    expect(weeksMissing(0.02, error / 2, 4)).toBe(0);
    expect(weeksMissing(0.01, error / 2, 4)).toBe(11);
    expect(detectableDifference(error)).toBeCloseTo(2.8016 * error, 4);
  });

  it('says nothing before anything is known', () => {
    expect([weeksMissing(0.02, 0.1, 0), weeksMissing(0, 0.1, 3), weeksMissing(0.02, 0, 3)]).toEqual([null, null, null]);
  });
});
