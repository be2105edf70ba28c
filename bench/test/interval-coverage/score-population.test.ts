import { brierScoreLoss, rocAucScore } from '@propensity/core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { normalQuantile, scorePopulation } from '../../src/interval-coverage/score-population.js';

describe.each(['normal', 'exponential', 'two groups'] as const)('a population of shape %s', (shape) => {
  const population = scorePopulation({ shape, baseRate: 0.02, rocAuc: 0.85 });
  const { yTrue, yScore, yOther, weight } = population.users;

  it('has the base rate and the ROC AUC asked for', () => {
    const total = weight.reduce((sum, value) => sum + value, 0);
    const positives = weight.reduce((sum, value, row) => sum + value * yTrue[row]!, 0);
    expect(positives / total).toBeCloseTo(0.02, 4);
    expect(rocAucScore(yTrue, yScore, { sampleWeight: weight })).toBeCloseTo(0.85, 3);
    expect(rocAucScore(yTrue, yOther, { sampleWeight: weight })).toBeLessThan(0.85);
  });

  it('gives samples that are like it', () => {
    const generator = xoroshiro128plus(1);
    const sample = population.sample(100_000, () => uniformFloat64(generator));
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(sample.yTrue) / mean(sample.yScore)).toBeCloseTo(1, 1);
    expect(rocAucScore(sample.yTrue, sample.yScore)).toBeCloseTo(0.85, 1);
    expect(
      brierScoreLoss(sample.yTrue, sample.yScore) / brierScoreLoss(yTrue, yScore, { sampleWeight: weight }),
    ).toBeCloseTo(1, 1);
  });
});

// scipy 1.17.1: stats.norm.ppf
it.each([
  [0.975, 1.959963984540054],
  [0.5, 0],
  [0.01, -2.3263478740408408],
  [1e-6, -4.753424308822899],
])('normalQuantile(%d)', (p, quantile) => {
  expect(normalQuantile(p)).toBeCloseTo(quantile, 7);
});
