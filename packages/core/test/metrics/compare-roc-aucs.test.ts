import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareRocAucs } from '../../src/metrics/compare-roc-aucs.js';
import { placementMoments, placements } from '../../src/metrics/placements.js';
import { rankedWeights, rankScores } from '../../src/metrics/ranked-scores.js';

const delong: {
  readonly tolerance: { readonly relative: number };
  readonly cases: readonly {
    name: string;
    y: number[];
    a: number[];
    b: number[];
    auc: number;
    variance: number;
    z: number;
  }[];
} = JSON.parse(readFileSync(new URL('../fixtures/delong.json', import.meta.url), 'utf8'));

describe.each(delong.cases)('DeLong against reference implementations: $name', ({ y, a, b, auc, variance, z }) => {
  const relative = (found: number, expected: number) =>
    expect(Math.abs(found / expected - 1)).toBeLessThan(delong.tolerance.relative);

  it('has their AUC and variance', () => {
    const ranked = rankScores(y, a);
    const counts = rankedWeights(ranked);
    const moments = placementMoments(ranked.labels, placements(ranked, counts), counts)!;
    relative(moments.mean, auc);
    relative(moments.variance, variance);
  });

  it('has their z when two models are compared', () => {
    const { difference, standardError, interval } = compareRocAucs(y, a, b)!;
    relative(-difference / standardError, z);
    expect(interval[0]).toBeLessThan(difference - 1.95 * standardError);
    expect(interval[1]).toBeGreaterThan(difference + 1.95 * standardError);
    const swapped = compareRocAucs(y, b, a)!;
    expect(swapped.difference).toBeCloseTo(-difference, 14);
    expect(swapped.standardError).toBeCloseTo(standardError, 14);
    expect(swapped.interval[0]).toBeCloseTo(-interval[1], 14);
  });
});

describe('compareRocAucs', () => {
  it('is unknown with one row of a class', () => {
    expect(compareRocAucs([0, 0, 1], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1])).toBeNull();
  });

  it('finds a model no different from itself, or from an increasing map of it', () => {
    const { y, a } = delong.cases[0]!;
    expect(compareRocAucs(y, a, a.map(Math.exp))).toEqual({ difference: 0, standardError: 0, interval: [0, 0] });
  });

  it('is not certain of two rows of either class, however unlike the rankings are', () => {
    const right = [0.1, 0.2, 0.8, 0.9];
    const wrong = [0.9, 0.8, 0.2, 0.1];
    const { difference, standardError, interval } = compareRocAucs([0, 0, 1, 1], right, wrong)!;
    expect({ difference, standardError }).toEqual({ difference: 1, standardError: 0 });
    expect(interval[0]).toBeGreaterThan(0);
    expect(interval[0]).toBeLessThan(0.5);
    expect(interval[1]).toBe(1);
    const half = compareRocAucs([0, 0, 1, 1], right, [0.5, 0.5, 0.5, 0.5])!;
    expect(half.difference).toBe(0.5);
    expect(half.interval[0]).toBeLessThan(0);
    expect(half.interval[1]).toBe(1);
  });

  it('tends to the normal interval with many rows', () => {
    const n = 20_000;
    const y = Float64Array.from({ length: n }, (_, i) => i % 2);
    const noise = (i: number, salt: number) => (((i + 1) * salt) % 9973) / 9973;
    const a = y.map((label, i) => 0.3 * label + noise(i, 7919));
    const b = y.map((label, i) => 0.2 * label + noise(i, 6007));
    const { difference, standardError, interval } = compareRocAucs(y, a, b)!;
    expect((difference - interval[0]) / standardError).toBeCloseTo(1.96, 2);
  });
});
