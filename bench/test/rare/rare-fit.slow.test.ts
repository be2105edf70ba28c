import { expect, it } from 'vitest';
import { rareFit } from '../../src/rare/rare-fit.js';

it('keeps probabilities true at a base rate of .1 % with negatives sampled 1 in 20', () => {
  const options = { rows: 100_000, seed: 1, baseRate: 0.001 };
  const full = rareFit({ ...options, negativeShare: 1 });
  const sampled = rareFit({ ...options, negativeShare: 0.05 });
  expect(sampled.mean_true).toBeGreaterThan(0.0008);
  expect(sampled.mean_true).toBeLessThan(0.0012);
  expect(sampled.mean_true).toBe(full.mean_true);
  expect(sampled.positives).toBe(full.positives);
  expect(Math.abs(sampled.mean_predicted / sampled.mean_true - 1)).toBeLessThan(0.05);
  expect(sampled.log_loss / full.log_loss).toBeLessThan(1.02);
  expect(sampled.expected_log_loss / full.expected_log_loss).toBeLessThan(1.02);
  // Another fit, by more than rounding.
  expect(Math.abs(sampled.mean_predicted / full.mean_predicted - 1)).toBeGreaterThan(1e-9);
});
