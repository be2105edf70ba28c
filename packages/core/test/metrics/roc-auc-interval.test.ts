import { describe, expect, it } from 'vitest';
import { hanleyMcNeilVariance, rocAucInterval, rocAucIntervalOfMoments } from '../../src/metrics/roc-auc-interval.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';

describe('rocAucInterval', () => {
  it('is not certain of a perfect ranking', () => {
    const [low, high] = rocAucInterval([0, 0, 0, 1, 1], [0.1, 0.2, 0.3, 0.8, 0.9])!;
    expect(low).toBeLessThan(0.5);
    expect(low).toBeGreaterThan(0);
    expect(high).toBe(1);
    const [worst, best] = rocAucInterval([0, 0, 0, 1, 1], [0.9, 0.8, 0.7, 0.2, 0.1])!;
    expect(worst).toBe(0);
    expect(best).toBeGreaterThan(0.5);
  });

  it('is hardly wider for a perfect ranking than for one with a single pair in the wrong order', () => {
    const labels = Float64Array.from({ length: 1000 }, (_, i) => (i < 12 ? 1 : 0));
    const perfect = Float64Array.from({ length: 1000 }, (_, i) => -i);
    const almost = perfect.slice();
    [almost[11], almost[12]] = [almost[12]!, almost[11]!];
    expect(rocAucInterval(labels, perfect)![0]).toBeCloseTo(rocAucInterval(labels, almost)![0], 2);
  });

  it('is unknown with one row of a class', () => {
    expect(rocAucInterval([0, 0, 1], [0.1, 0.2, 0.3])).toBeNull();
    expect(rocAucInterval([0, 0, 0], [0.1, 0.2, 0.3])).toBeNull();
  });

  it('has ends that are t standard errors away, with the variance that belongs to them', () => {
    const moments = { mean: 0.8, variance: 0.001, positives: 40, negatives: 4000 };
    // scipy 1.17.1: stats.t.ppf(0.975, 42)
    const t = 2.018081697;
    for (const end of rocAucIntervalOfMoments(moments)) {
      const observed = (0.001 * end * (1 - end)) / (0.8 * 0.2);
      const variance = (39 * observed + 3 * hanleyMcNeilVariance(end, 40, 4000)) / 42;
      expect(Math.abs(end - 0.8) / Math.sqrt(variance)).toBeCloseTo(t, 3);
    }
  });

  it('tends to the normal interval of DeLong with many rows', () => {
    const [low, high] = rocAucIntervalOfMoments({ mean: 0.8, variance: 1e-6, positives: 1e5, negatives: 1e5 });
    expect((0.8 - low) / 1e-3).toBeCloseTo(1.96, 1);
    expect((high - 0.8) / 1e-3).toBeCloseTo(1.96, 1);
  });

  it('holds the estimate and is unchanged by an increasing map of the scores', () => {
    const y = Float64Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? 1 : 0));
    const score = y.map((label, i) => 0.2 * label + ((i * 7919) % 97) / 97);
    const [low, high] = rocAucInterval(y, score)!;
    expect(low).toBeLessThan(rocAucScore(y, score)!);
    expect(high).toBeGreaterThan(rocAucScore(y, score)!);
    expect(rocAucInterval(y, score.map(Math.exp))).toEqual([low, high]);
  });
});

it('hanleyMcNeilVariance is that of exponential scores', () => {
  // Positives of rate r beat negatives of rate 1 with probability 1 / (1 + r).
  const rate = 0.25;
  const auc = 1 / (1 + rate);
  const mean = (of: (score: number) => number, itsRate: number) => {
    let sum = 0;
    const step = 1e-3;
    for (let x = step / 2; x < 200; x += step) sum += of(x) * itsRate * Math.exp(-itsRate * x) * step;
    return sum;
  };
  const twoPositives = mean((negative) => Math.exp(-rate * negative) ** 2, 1);
  const twoNegatives = mean((positive) => (1 - Math.exp(-positive)) ** 2, rate);
  const [p, n] = [12, 500];
  const expected =
    (auc * (1 - auc) + (p - 1) * (twoPositives - auc ** 2) + (n - 1) * (twoNegatives - auc ** 2)) / (p * n);
  expect(hanleyMcNeilVariance(auc, p, n) / expected).toBeCloseTo(1, 5);
  expect(hanleyMcNeilVariance(1, 10, 100)).toBe(0);
  expect(hanleyMcNeilVariance(0, 10, 100)).toBe(0);
});
