import { describe, expect, it } from 'vitest';
import { evaluateCapacity } from '../../src/decisions/evaluate-capacity.js';

const yTrue = Array.from({ length: 200 }, (_, i) => (i < 10 || i % 20 === 0 ? 1 : 0));
const proba = yTrue.map((_, i) => 1 - i / 200);
const positives = yTrue.reduce<number>((sum, y) => sum + y, 0);

describe('evaluateCapacity', () => {
  it('is null without a capacity', () => {
    expect(evaluateCapacity(undefined, yTrue, proba)).toBeNull();
    expect(evaluateCapacity({ gain: 2, cost: 1 }, yTrue, proba)).toBeNull();
  });

  it('counts who converted among the users of the highest scores', () => {
    const found = evaluateCapacity({ topUsers: 10 }, yTrue, proba)!;
    expect(found).toMatchObject({ users: 10, positives: 10, recall: 10 / positives });
    expect(found.lift).toBeCloseTo(10 / positives / 0.05, 12);
    const [low, high] = found.intervals.recall!;
    expect(low < found.recall! && found.recall! < high).toBe(true);
    expect(found.intervals.lift![0]).toBeCloseTo(low / 0.05, 12);
  });

  it.each([7, 29, 57, 113, 199])('takes %d users, and not one more by rounding', (topUsers) => {
    const caught = yTrue.slice(0, topUsers).reduce<number>((sum, y) => sum + y, 0);
    expect(evaluateCapacity({ topUsers }, yTrue, proba)).toMatchObject({ users: topUsers, positives: caught });
  });

  it('takes everyone where there are fewer, and shares ties at the cut in proportion', () => {
    expect(evaluateCapacity({ topUsers: 5000 }, yTrue, proba)).toMatchObject({ users: 200, recall: 1, lift: 1 });
    expect(evaluateCapacity({ topUsers: 1 }, [1, 0, 0, 1], [0.5, 0.5, 0.5, 0.5])).toMatchObject({
      positives: 0.5,
      recall: 0.25,
      lift: 1,
    });
  });

  it('knows no share of nobody', () => {
    const nobody = yTrue.map(() => 0);
    expect(evaluateCapacity({ topUsers: 10 }, nobody, proba)).toEqual({
      users: 10,
      positives: 0,
      recall: null,
      lift: null,
      intervals: {},
    });
  });
});
