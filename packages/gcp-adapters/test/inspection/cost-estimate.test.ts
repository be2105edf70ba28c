import { describe, expect, it } from 'vitest';
import { costEstimate, type MeasuredBytes } from '../../src/inspection/cost-estimate.js';

const GIB = 2 ** 30;
const MEASURED: MeasuredBytes = {
  snapshots: 1,
  trainingDays: 30 * GIB,
  keptSpans: 2,
  together: false,
  scoringDays: 30 * GIB,
  newDays: 5 * GIB,
  labels: 2 * GIB,
  reach: 3 * GIB,
};

describe('costEstimate', () => {
  it('adds up what the jobs read', () => {
    const { first_training, training, scoring, evaluation } = costEstimate(MEASURED);
    // Flattening the days, once; computing the snapshot from what that gave, counting its labels.
    expect(first_training.bytes).toBe((30 + 30 + 2) * GIB);
    expect(training.bytes).toBe((30 + 2) * GIB);
    expect(scoring.bytes).toBe((5 + 30) * GIB);
    expect(evaluation.bytes).toBe((2 + 3) * GIB);
    expect(first_training.cost_usd).toBeCloseTo((62 / 1024) * 6.25, 12);
  });

  it('computes the snapshots of a training each by itself, or from one look at all of their days', () => {
    const several = { ...MEASURED, snapshots: 3, trainingDays: 40 * GIB };
    expect(costEstimate(several).training.bytes).toBe(3 * (30 + 2) * GIB);
    expect(costEstimate({ ...several, together: true }).training.bytes).toBe((40 + 3 * 2) * GIB);
    expect(costEstimate(several).assumptions[0]).toContain('3 snapshots');
  });

  it('takes a month for one training and the weeks that a month has', () => {
    const { training, scoring, evaluation, month } = costEstimate(MEASURED);
    const weeks = (month.bytes - training.bytes) / (scoring.bytes + evaluation.bytes);
    expect(weeks).toBeCloseTo(4.348, 3);
  });

  it('tells what is kept from run to run', () => {
    expect(costEstimate(MEASURED).storage).toEqual({ bytes: 60 * GIB, cost_usd: 60 * 0.02 });
  });
});
