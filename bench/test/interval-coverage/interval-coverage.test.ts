import { describe, expect, it } from 'vitest';
import { intervalCoverage } from '../../src/interval-coverage/interval-coverage.js';
import { scorePopulation } from '../../src/interval-coverage/score-population.js';

/**
 * 400 samples tell .95 from .917 and .983 (three standard errors). `npm run -s bench -- coverage` takes more of them, and
 * populations of other shapes; bench/README.md has what it found.
 */
describe.each([
  { positives: 12, baseRate: 0.01, rocAuc: 0.85 },
  { positives: 50, baseRate: 0.02, rocAuc: 0.85 },
  { positives: 300, baseRate: 0.1, rocAuc: 0.8 },
])('95 % intervals with $positives positives to be expected', ({ positives, baseRate, rocAuc }) => {
  const population = scorePopulation({ shape: 'normal', baseRate, rocAuc });
  const coverage = intervalCoverage(population, { rows: positives / baseRate, samples: 400, seed: 1 });

  it.each([...coverage])('of %s hold the truth', (_, { held, intervals }) => {
    expect(intervals).toBeGreaterThan(392);
    expect(held).toBeGreaterThan(0.917);
    expect(held).toBeLessThan(0.985);
  });

  it('are there for every figure that has one', () => {
    expect([...coverage.keys()].sort()).toEqual([
      'average_precision',
      'brier',
      'f1_score',
      'lift_at_1',
      'lift_at_10',
      'lift_at_5',
      'log_loss',
      'log_loss_difference',
      'log_loss_skill',
      'observed_over_expected',
      'precision',
      'recall',
      'roc_auc',
      'roc_auc_difference',
    ]);
  });
});

it('finds intervals out that are too narrow', () => {
  const population = scorePopulation({ shape: 'normal', baseRate: 0.02, rocAuc: 0.85 });
  // The truth of another population is outside of most of them.
  const other = scorePopulation({ shape: 'normal', baseRate: 0.02, rocAuc: 0.6 });
  const mistaken = { ...population, users: other.users };
  const { held, above } = intervalCoverage(mistaken, { rows: 5000, samples: 60, seed: 1 }).get('roc_auc')!;
  expect(held).toBeLessThan(0.1);
  expect(above).toBe(1 - held);
});
