import { describe, expect, it } from 'vitest';
import { bootstrapInterval, bootstrapReplicates } from '../../src/metrics/bootstrap-interval.js';
import { brierOfRanked, brierScoreLoss } from '../../src/metrics/brier-score-loss.js';
import { SCORE_METRICS } from '../../src/metrics/metric-list.js';
import { rankedWeights, rankScores } from '../../src/metrics/ranked-scores.js';

const n = 2000;
const yScore = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n / 2 + 0.01);
const yTrue = Float64Array.from(yScore, (score, i) => (((i * 104729) % 1009) / 1009 < score ? 1 : 0));

describe('bootstrapInterval', () => {
  // Resampling adds to a calibration error, so that its interval lies above it.
  it.each(SCORE_METRICS.filter(({ name }) => name !== 'ece' && name !== 'brier_reliability'))(
    'holds $name of the rows, between distinct ends',
    ({ kernel }) => {
      const [low, high] = bootstrapInterval(kernel, yTrue, yScore, { seed: 1 })!;
      const ranked = rankScores(yTrue, yScore);
      const estimate = kernel(ranked, rankedWeights(ranked))!;
      expect(low).toBeLessThan(estimate);
      expect(high).toBeGreaterThan(estimate);
    },
  );

  it('gives the same interval for the same seed, another for another', () => {
    const once = bootstrapInterval(brierOfRanked, yTrue, yScore, { seed: 1 });
    expect(bootstrapInterval(brierOfRanked, yTrue, yScore, { seed: 1 })).toEqual(once);
    expect(bootstrapInterval(brierOfRanked, yTrue, yScore, { seed: 2 })).not.toEqual(once);
    expect(bootstrapInterval(brierOfRanked, yTrue, yScore)).toEqual(
      bootstrapInterval(brierOfRanked, yTrue, yScore, { seed: 0 }),
    );
  });

  it('has the width that theory gives the mean of squares', () => {
    const squares = yScore.map((score, i) => (score - yTrue[i]!) ** 2);
    const mean = brierScoreLoss(yTrue, yScore);
    const deviation = Math.sqrt(squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    const [low, high] = bootstrapInterval(brierOfRanked, yTrue, yScore, { seed: 3, replicates: 2000 })!;
    const ratio = (high - low) / ((2 * 1.96 * deviation) / Math.sqrt(n));
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.05);
  });

  it('is wider than the plain quantiles with few positives', () => {
    const fewPositives = yTrue.map((label, i) => (i < 60 ? label : 0));
    expect(fewPositives.reduce((sum, label) => sum + label, 0)).toBeLessThan(20);
    const mean = brierScoreLoss(fewPositives, yScore);
    const squares = yScore.map((score, i) => ((score - fewPositives[i]!) ** 2 - mean) ** 2);
    const standardError = Math.sqrt(squares.reduce((sum, value) => sum + value, 0)) / n;
    const [low, high] = bootstrapInterval(brierOfRanked, fewPositives, yScore, { seed: 1, replicates: 4000 })!;
    expect((high - low) / standardError).toBeGreaterThan(2 * 2.05);
  });

  it('says nothing where most draws lack a class', () => {
    const { kernel } = SCORE_METRICS[0];
    expect(bootstrapInterval(kernel, [0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], { seed: 1 })).toBeNull();
    expect(bootstrapInterval(kernel, [0, 1], [0.1, 0.2], { seed: 1, replicates: 60 })).toBeNull();
    expect(bootstrapInterval(kernel, [0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4], { seed: 1, replicates: 50 })).toBeNull();
  });

  it('draws less often from more rows', () => {
    expect([100, 40_000, 100_000, 1e7].map(bootstrapReplicates)).toEqual([300, 300, 200, 100]);
  });
});
