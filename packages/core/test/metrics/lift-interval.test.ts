import { describe, expect, it } from 'vitest';
import { liftIntervalOfRanked } from '../../src/metrics/lift-interval.js';
import { rankedWeights, rankScores } from '../../src/metrics/ranked-scores.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';

/** The interval where `caught` of the positives are among the first rows, the others far below the cut. */
function intervalOf(rows: number, positives: number, caught: number, percent: number) {
  const yTrue = Float64Array.from({ length: rows }, (_, i) => (i < caught || i >= rows - positives + caught ? 1 : 0));
  const ranked = rankScores(
    yTrue,
    yTrue.map((_, i) => -i),
  );
  return liftIntervalOfRanked(ranked, rankedWeights(ranked), percent)!;
}

describe('the interval of lift', () => {
  it("is Wilson's of the share of positives in the top, where positives are rare", () => {
    const [low, high] = wilsonInterval(4, 10);
    const [found, foundHigh] = intervalOf(100_000, 10, 4, 10);
    expect(found).toBeCloseTo(10 * low, 2);
    expect(foundHigh).toBeCloseTo(10 * high, 2);
  });

  it('is narrower where positives fill much of the top, whose size is fixed', () => {
    const [low, high] = intervalOf(1000, 100, 80, 10);
    const [wide, wideHigh] = wilsonInterval(80, 100).map((share) => share * 10) as [number, number];
    expect(low).toBeGreaterThan(wide);
    expect(high).toBeLessThan(wideHigh);
    expect(low).toBeLessThan(8);
    expect(high).toBeGreaterThan(8);
  });

  it('never exceeds the lift of a top that is all positives, at the lowest likely base rate', () => {
    const [low, high] = intervalOf(160, 70, 2, 1);
    expect(high).toBe(1 / wilsonInterval(70, 160)[0]);
    expect(high).toBeGreaterThan(160 / 70);
    expect(low).toBeLessThan(160 / 70);
  });

  it('gives an interval where the top has no positive', () => {
    const [low, high] = intervalOf(10_000, 12, 0, 1);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(100 * wilsonInterval(0, 12)[1], 10);
  });

  it('is unknown with one positive', () => {
    expect(intervalOf(100, 1, 1, 10)).toBeNull();
  });
});
