import { describe, expect, it } from 'vitest';
import { compareLogLosses } from '../../src/metrics/compare-log-losses.js';
import { logLoss } from '../../src/metrics/log-loss.js';

describe('compareLogLosses', () => {
  const y = Float64Array.of(1, 0, 1, 0);
  const good = Float64Array.of(0.9, 0.1, 0.8, 0.2);
  const bad = Float64Array.of(0.5, 0.5, 0.5, 0.5);

  it('is the mean of the row-wise differences and its standard error', () => {
    const { meanDifference, standardError } = compareLogLosses(y, bad, good);
    const first = Math.log(0.9 / 0.5);
    const second = Math.log(0.8 / 0.5);
    expect(meanDifference).toBeCloseTo((first + second) / 2, 12);
    // Sample variance over n: two pairs of equal differences.
    expect(standardError).toBeCloseTo(Math.sqrt((first - second) ** 2 / 3 / 4), 12);
  });

  it('changes its sign with its arguments', () => {
    expect(compareLogLosses(y, good, bad).meanDifference).toBeCloseTo(
      -compareLogLosses(y, bad, good).meanDifference,
      12,
    );
    expect(compareLogLosses(y, good, good)).toEqual({ meanDifference: 0, standardError: 0, interval: [0, 0] });
  });

  it('stays finite where a model was certain and wrong', () => {
    const certain = compareLogLosses(y, Float64Array.of(0, 1, 0, 1), good);
    expect(certain.meanDifference).toBeGreaterThan(30);
    expect(Number.isFinite(certain.standardError)).toBe(true);
  });

  it('is the difference of the two log-losses, clipped as they are', () => {
    const certain = Float64Array.of(0, 1, 1, 0);
    const { meanDifference, interval } = compareLogLosses(y, certain, good);
    expect(meanDifference).toBeCloseTo(logLoss(y, certain) - logLoss(y, good), 12);
    // Two of four rows are certain and wrong: each costs −ln 2⁻⁵².
    expect(logLoss(y, certain)).toBeCloseTo((2 * 52 * Math.log(2)) / 4, 12);
    expect(interval[0]).toBeLessThan(meanDifference);
    expect(interval[1]).toBeGreaterThan(meanDifference);
  });

  it.each([
    ['empty_table', [], [], []],
    ['shape_mismatch', [0, 1], [0.1, 0.2], [0.1]],
    ['bad_labels', [0, 2], [0.1, 0.2], [0.1, 0.2]],
    ['bad_scores', [0, 1], [0.1, 0.2], [0.1, 1.2]],
  ])('throws %s', (code, yTrue, yScore, yOther) => {
    expect(() => compareLogLosses(yTrue, yScore, yOther)).toThrow(expect.objectContaining({ code }));
  });
});
