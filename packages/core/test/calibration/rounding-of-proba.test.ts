import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCalibration } from '../../src/calibration/apply-calibration.js';
import type { Calibration } from '../../src/calibration/calibration.js';
import { probaRoundingBound } from '../../src/calibration/rounding-of-proba.js';

const CALIBRATIONS: readonly Calibration[] = [
  { method: 'none' },
  { method: 'platt', slope: 2.5, intercept: -1 },
  { method: 'beta', a: 0.5, b: 2, c: -0.25 },
  { method: 'smooth', eta: [-3, -1, -0.9, 2], logit: [-6, -4, -3, 1] },
  { method: 'isotonic', eta: [-3, -1, -0.9, 2], logit: [-6, -4, -3, 1] },
];
/** The steepest that each is. */
const SLOPES = [1, 2.5, 2, 10, 10];

describe.each(CALIBRATIONS)('probaRoundingBound of %j', (calibration) => {
  const slope = SLOPES[CALIBRATIONS.indexOf(calibration)]!;
  const someEta = fc.double({ min: -45, max: 45, noNaN: true });
  const someBound = fc.double({ min: -14, max: 1.5, noNaN: true }).map((exponent) => 10 ** exponent);

  it('covers every score within the bound of η', () => {
    fc.assert(
      fc.property(someEta, someBound, fc.double({ min: -1, max: 1, noNaN: true }), (eta, etaBound, share) => {
        const moved = applyCalibration(calibration, eta + share * etaBound);
        const bound = probaRoundingBound(calibration, eta, etaBound);
        expect(Math.abs(moved - applyCalibration(calibration, eta))).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 2000 },
    );
  });

  it('is at most the bound of η times the slopes of calibration and logistic function, plus some last places', () => {
    fc.assert(
      fc.property(someEta, fc.double({ min: -14, max: -3, noNaN: true }), (eta, exponent) => {
        const etaBound = 10 ** exponent;
        const p = applyCalibration(calibration, eta);
        // p(1 − p) where it is steepest within the bound.
        const steepest = Math.min(0.25, p * (1 - p) * (1 + 2 * slope * etaBound));
        expect(probaRoundingBound(calibration, eta, etaBound)).toBeLessThanOrEqual(
          1.01 * slope * etaBound * steepest + 1e-15 * (1 + 12 * Math.abs(eta)) * steepest + 2e-15 * p,
        );
      }),
    );
  });
});

it('is NaN where the score is, and never more than 1', () => {
  expect(probaRoundingBound({ method: 'none' }, Number.NaN, 1e-10)).toBeNaN();
  expect(probaRoundingBound({ method: 'none' }, 0, 1e300)).toBeLessThanOrEqual(1);
});
