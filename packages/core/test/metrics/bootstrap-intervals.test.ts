import { describe, expect, it } from 'vitest';
import { bootstrapIntervals, bootstrapReplicates, INTERVAL_METRICS } from '../../src/metrics/bootstrap-intervals.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';

const n = 2000;
const yScore = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n / 2 + 0.01);
const yTrue = Float64Array.from(yScore, (score, i) => (((i * 104729) % 1009) / 1009 < score ? 1 : 0));

describe('bootstrapIntervals', () => {
  const intervals = bootstrapIntervals(yTrue, yScore, { seed: 1 });

  it.each(INTERVAL_METRICS)('holds %s of the rows, between distinct ends', (metric) => {
    const [low, high] = intervals[metric]!;
    const estimate = evaluateScores(yTrue, yScore, { intervals: false })[metric]!;
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
  });

  it('gives the same intervals for the same seed, others for another', () => {
    expect(bootstrapIntervals(yTrue, yScore, { seed: 1 })).toEqual(intervals);
    expect(bootstrapIntervals(yTrue, yScore, { seed: 2 })).not.toEqual(intervals);
  });

  it('has the width that theory gives the mean of squares', () => {
    const squares = yScore.map((score, i) => (score - yTrue[i]!) ** 2);
    const mean = squares.reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    const [low, high] = bootstrapIntervals(yTrue, yScore, { seed: 3, replicates: 2000 }).brier!;
    expect((high - low) / ((2 * 1.96 * deviation) / Math.sqrt(n))).toBeCloseTo(1, 0.9);
  });

  it('says nothing where most draws lack a class', () => {
    expect(bootstrapIntervals([0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], { seed: 1 })).toEqual({});
    expect(bootstrapIntervals([0, 1], [0.1, 0.2], { seed: 1, replicates: 60 })).toEqual({});
  });

  it('draws less often from more rows', () => {
    expect([100, 40_000, 100_000, 1e7].map(bootstrapReplicates)).toEqual([300, 300, 200, 100]);
  });
});

describe('evaluateScores', () => {
  it('agrees with itself and states the base rate and threshold', () => {
    const metrics = evaluateScores(yTrue, yScore, { threshold: 0.25, seed: 1 });
    expect(metrics.base_rate).toBeCloseTo(yTrue.reduce((sum, y) => sum + y, 0) / n, 12);
    expect(metrics.threshold).toBe(0.25);
    expect(metrics.f1_score).toBeCloseTo(
      (2 * metrics.precision * metrics.recall) / (metrics.precision + metrics.recall),
      12,
    );
    const { roc_auc: _, ...bootstrapped } = bootstrapIntervals(yTrue, yScore, { seed: 1 });
    expect(metrics.intervals).toMatchObject(bootstrapped);
  });

  it('is null where one class is absent, and has no intervals', () => {
    expect(evaluateScores([0, 0], [0.1, 0.2])).toMatchObject({
      roc_auc: null,
      average_precision: null,
      log_loss_skill: null,
      lift_at_10: null,
      intervals: {},
    });
  });
});
