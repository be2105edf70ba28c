import { describe, expect, it } from 'vitest';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { observedOverExpected } from '../../src/metrics/observed-over-expected.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';

describe('observedOverExpected', () => {
  it.each([
    [[1, 0, 1, 0], [0.25, 0.25, 0.25, 0.25], 2],
    [[1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5], 0.5],
    [[0, 0], [0.1, 0.3], 0],
  ])('of %j and %j is %d', (yTrue, yScore, expected) => {
    expect(observedOverExpected(yTrue, yScore)).toBeCloseTo(expected, 12);
  });

  it('weighs rows', () => {
    expect(observedOverExpected([1, 0], [0.5, 0.25], { sampleWeight: [1, 2] })).toBe(1);
  });

  it('is undefined where nothing is expected', () => {
    expect(observedOverExpected([0, 1], [0, 0])).toBeNull();
  });

  it("comes with Wilson's interval of the base rate, over the mean probability, also where nobody converted", () => {
    const yTrue = Array.from({ length: 400 }, (_, i) => (i < 40 ? 1 : 0));
    const yScore = yTrue.map(() => 0.05);
    const { observedOverExpected: value, expectedPositives, intervals } = evaluateScores(yTrue, yScore);
    expect(value).toBeCloseTo(2, 12);
    expect(expectedPositives).toBeCloseTo(20, 12);
    const [low, high] = wilsonInterval(40, 400);
    expect(intervals.observedOverExpected![0]).toBeCloseTo(low / 0.05, 12);
    expect(intervals.observedOverExpected![1]).toBeCloseTo(high / 0.05, 12);
    const none = evaluateScores(
      yTrue.map(() => 0),
      yScore,
    );
    expect(none.intervals.observedOverExpected![0]).toBe(0);
    expect(none.intervals.observedOverExpected![1]).toBeCloseTo(wilsonInterval(0, 400)[1] / 0.05, 12);
  });
});
