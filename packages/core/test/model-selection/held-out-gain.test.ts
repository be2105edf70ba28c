import { describe, expect, it } from 'vitest';
import { heldOutGain } from '../../src/model-selection/held-out-gain.js';

/** Log-odds of a probability. */
const logit = (p: number) => Math.log(p / (1 - p));

describe('heldOutGain', () => {
  const labels = [1, 0, 0, 1];
  const first = [0.5, 0.5, 0.2, 0.4].map(logit);
  const richer = [0.8, 0.4, 0.3, 0.4].map(logit);
  const userBucket = [0.1, 0.3, 0.5, 0.7];

  it('is the mean difference of the log-losses, and positive where the richer model is better', () => {
    const losses = (ps: readonly number[]) => ps.map((p, i) => -Math.log(labels[i] === 1 ? p : 1 - p));
    const differences = losses([0.5, 0.5, 0.2, 0.4]).map((loss, i) => loss - losses([0.8, 0.4, 0.3, 0.4])[i]!);
    const mean = differences.reduce((sum, d) => sum + d, 0) / 4;
    const { log_loss, first_log_loss, standard_error, interval } = heldOutGain({ labels, userBucket, first, richer });
    expect(log_loss).toBeCloseTo(mean, 12);
    expect(first_log_loss).toBeCloseTo((2 * Math.log(2) - Math.log(0.8) - Math.log(0.4)) / 4, 12);
    const expected = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0)) / 4;
    expect(standard_error).toBeCloseTo(expected, 12);
    expect(interval[0]).toBeCloseTo(mean - 1.6448536 * expected, 6);
    expect(interval[1]).toBeCloseTo(mean + 1.6448536 * expected, 6);
  });

  it('is no surer for rows of the same users once more', () => {
    const twice = (values: readonly number[]) => [...values, ...values];
    const once = heldOutGain({ labels, userBucket, first, richer });
    const again = heldOutGain({
      labels: twice(labels),
      userBucket: twice(userBucket),
      first: twice(first),
      richer: twice(richer),
    });
    expect(again.log_loss).toBeCloseTo(once.log_loss, 12);
    expect(again.standard_error).toBeCloseTo(once.standard_error, 12);
  });

  it('is certainly nothing between a model and itself', () => {
    expect(heldOutGain({ labels, userBucket, first, richer: first })).toMatchObject({
      log_loss: 0,
      standard_error: 0,
      interval: [0, 0],
    });
  });
});
