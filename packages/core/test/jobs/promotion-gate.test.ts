import { describe, expect, it } from 'vitest';
import { promotionGate } from '../../src/jobs/promotion-gate.js';

const against = (meanDifference: number, standardError: number) => ({
  champion: 'old',
  comparison: { meanDifference, standardError },
});

describe('promotionGate', () => {
  it.each([
    ['an undefined skill', null, null, 'rejected'],
    ['no skill', 0, null, 'rejected'],
    ['less than no skill', -0.01, null, 'rejected'],
    ['no skill, though better than the champion', -0.01, against(-1, 0.001), 'rejected'],
    ['skill, and no champion', 0.01, null, 'champion'],
    ['a lower loss than the champion', 0.1, against(-0.01, 0.001), 'champion'],
    ['the same loss, to the last bit', 0.1, against(0, 0), 'champion'],
    ['a loss that is higher by chance', 0.1, against(0.01, 0.01), 'champion'],
    ['a loss just inside of 1.64 standard errors', 0.1, against(0.0164, 0.01), 'champion'],
    ['a loss just outside of 1.64 standard errors', 0.1, against(0.0165, 0.01), 'challenger'],
    ['a loss that is surely higher', 0.1, against(0.01, 0), 'challenger'],
  ] as const)('with %s', (_, log_loss_skill, comparison, status) => {
    const gate = promotionGate({ log_loss_skill }, comparison);
    expect(gate.status).toBe(status);
    const said = {
      rejected: 'Does not beat the base rate',
      challenger: 'Loses to the champion old',
      champion: 'Beats the base rate',
    };
    expect(gate.reasons.join(' ')).toContain(said[status]);
  });
});

describe('the ranking, beside the decisive log-loss,', () => {
  const rocAuc = (low: number, high: number) => ({
    difference: (low + high) / 2,
    standardError: (high - low) / 4,
    interval: [low, high] as const,
  });

  it.each([
    [0.01, 0.03, 'Ranks better than the champion: ROC AUC differs by 0.0200 [0.0100, 0.0300]'],
    [-0.03, -0.01, 'Ranks worse than the champion'],
    [-0.01, 0.01, 'Ranks not distinguishably from the champion'],
  ])('between %d and %d is reported and changes nothing', (low, high, reason) => {
    for (const worse of [0, 1]) {
      const comparison = against(worse, 0.01);
      const gated = promotionGate({ log_loss_skill: 0.1 }, { ...comparison, rocAuc: rocAuc(low, high) });
      expect(gated.status).toBe(promotionGate({ log_loss_skill: 0.1 }, comparison).status);
      expect(gated.reasons.at(-1)).toContain(reason);
    }
  });
});
