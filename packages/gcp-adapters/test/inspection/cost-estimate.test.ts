import { describe, expect, it } from 'vitest';
import { costEstimate, type MeasuredBytes } from '../../src/inspection/cost-estimate.js';

const GIB = 2 ** 30;
const MEASURED: MeasuredBytes = {
  snapshots: 1,
  trainingDays: 30 * GIB,
  scoringDays: 30 * GIB,
  labels: 2 * GIB,
  reach: 3 * GIB,
};

describe('costEstimate', () => {
  it('adds up what the jobs read', () => {
    const { training, scoring, evaluation } = costEstimate(MEASURED);
    // Flattening the days, computing the snapshot from what that gave, counting its labels.
    expect(training.bytes).toBe((30 + 30 + 2) * GIB);
    expect(scoring.bytes).toBe((30 + 30) * GIB);
    expect(evaluation.bytes).toBe((2 + 3) * GIB);
    expect(training.cost_usd).toBeCloseTo((62 / 1024) * 6.25, 12);
  });

  it('computes every snapshot of a training from as much as a scoring reads', () => {
    const estimate = costEstimate({ ...MEASURED, snapshots: 3, trainingDays: 40 * GIB });
    expect(estimate.training.bytes).toBe((40 + 3 * (30 + 2)) * GIB);
    expect(estimate.assumptions[0]).toContain('3 snapshots');
  });

  it('takes a month for one training and the weeks that a month has', () => {
    const { training, scoring, evaluation, month } = costEstimate(MEASURED);
    const weeks = (month.bytes - training.bytes) / (scoring.bytes + evaluation.bytes);
    expect(weeks).toBeCloseTo(4.348, 3);
  });
});
