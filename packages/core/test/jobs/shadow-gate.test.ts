import { expect, it } from 'vitest';
import { shadowGate } from '../../src/jobs/shadow-gate.js';
import type { WeekEvaluation } from '../../src/results/results.js';

const week = (
  predicted_week: string,
  n: number,
  mean_difference: number,
  standard_error: number,
  provisional = false,
) =>
  ({
    predicted_week,
    n,
    provisional,
    shadow: { served: 'm', mean_difference, standard_error, interval: [0, 0] },
  }) as unknown as WeekEvaluation;

it('weighs weeks by their users, and their errors as independent ones', () => {
  const gate = shadowGate([week('2026-02-12', 300, -0.02, 0.003), week('2026-02-05', 100, -0.01, 0.005)])!;
  expect(gate).toMatchObject({ weeks: ['2026-02-05', '2026-02-12'], n: 400, verdict: 'better' });
  expect(gate.mean_difference).toBeCloseTo(-0.0175, 15);
  expect(gate.standard_error).toBeCloseTo(Math.hypot(0.9, 0.5) / 400, 15);
  expect(gate.interval[1]).toBeCloseTo(-0.0175 + 1.959963984540054 * gate.standard_error, 15);
});

it.each([
  [0.0165, 'worse'],
  [0.0164, 'undecided'],
  [-0.0164, 'undecided'],
  [-0.0165, 'better'],
])('a mean difference of %d at a standard error of .01 is %s', (mean, verdict) => {
  expect(shadowGate([week('2026-02-12', 10, mean, 0.01)])).toMatchObject({ verdict });
});

it('says nothing without a final week in the shadow', () => {
  const served = { ...week('2026-02-12', 10, 1, 0.1) } as { shadow?: unknown };
  delete served.shadow;
  expect(shadowGate([week('2026-02-12', 10, 1, 0.1, true), served as WeekEvaluation])).toBeNull();
});
