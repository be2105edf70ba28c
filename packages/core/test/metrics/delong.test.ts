import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { confusionIntervals } from '../../src/metrics/confusion-intervals.js';
import { compareRocAucs, rocAucInterval } from '../../src/metrics/delong.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
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
} = read('delong');
const wilson: {
  readonly tolerance: { readonly absolute: number };
  readonly cases: readonly { positives: number; n: number; interval: [number, number] }[];
} = read('wilson');

describe.each(delong.cases)('DeLong against reference implementations: $name', ({ y, a, b, auc, variance, z }) => {
  const relative = (found: number, expected: number) =>
    expect(Math.abs(found / expected - 1)).toBeLessThan(delong.tolerance.relative);

  it('has their variance', () => {
    const [low, high] = rocAucInterval(y, a)!;
    relative(rocAucScore(y, a)!, auc);
    const logit = (p: number) => Math.log(p / (1 - p));
    relative((logit(high) - logit(low)) / (2 * 1.959963984540054), Math.sqrt(variance) / (auc * (1 - auc)));
    relative((logit(high) + logit(low)) / 2, logit(auc));
  });

  it('has their z when two models are compared', () => {
    const { difference, standardError, interval } = compareRocAucs(y, a, b)!;
    relative(-difference / standardError, z);
    expect(interval[0] > 0 || interval[1] < 0).toBe(Math.abs(z) > 1.959963984540054);
    const swapped = compareRocAucs(y, b, a)!;
    expect(swapped.difference).toBeCloseTo(-difference, 14);
    expect(swapped.standardError).toBeCloseTo(standardError, 14);
  });
});

describe('rocAucInterval', () => {
  it('is not certain of a perfect ranking', () => {
    const [low, high] = rocAucInterval([0, 0, 0, 1, 1], [0.1, 0.2, 0.3, 0.8, 0.9])!;
    expect([low, high]).toEqual(wilsonInterval(2, 2));
    expect(low).toBeLessThan(0.5);
  });

  it('is unknown with one row of a class', () => {
    expect(rocAucInterval([0, 0, 1], [0.1, 0.2, 0.3])).toBeNull();
    expect(rocAucInterval([0, 0, 0], [0.1, 0.2, 0.3])).toBeNull();
    expect(compareRocAucs([0, 0, 1], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1])).toBeNull();
  });

  it('finds a model no different from itself, or from an increasing map of it', () => {
    const { y, a } = delong.cases[0]!;
    expect(compareRocAucs(y, a, a.map(Math.exp))).toEqual({ difference: 0, standardError: 0, interval: [0, 0] });
  });
});

describe('Wilson intervals', () => {
  it.each(wilson.cases)('of $positives in $n is that of statsmodels', ({ positives, n, interval }) => {
    wilsonInterval(positives, n).forEach((bound, side) => {
      expect(Math.abs(bound - interval[side]!)).toBeLessThan(wilson.tolerance.absolute);
    });
  });

  it('know nothing of no rows', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });

  it('stand beside precision and recall where something was counted', () => {
    const counts = { tp: 3, fp: 1, fn: 7, tn: 100 };
    expect(confusionIntervals(counts)).toEqual({ precision: wilsonInterval(3, 4), recall: wilsonInterval(3, 10) });
    expect(confusionIntervals({ tp: 0, fp: 0, fn: 0, tn: 5 })).toEqual({});
  });
});

it('evaluateScores gives every figure with an interval around it', () => {
  const { y, a } = delong.cases[0]!;
  const metrics = evaluateScores(y, a, { threshold: 0.6 });
  expect(metrics.intervals.roc_auc).toEqual(rocAucInterval(y, a));
  for (const name of ['roc_auc', 'precision', 'recall', 'average_precision', 'log_loss', 'brier'] as const) {
    const [low, high] = metrics.intervals[name]!;
    expect(low).toBeLessThan(metrics[name]!);
    expect(high).toBeGreaterThan(metrics[name]!);
  }
});
