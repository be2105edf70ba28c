import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchingShift } from '../../src/recalibration/matching-shift.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';

const sumAt = (logits: Float64Array, shift: number) => logits.reduce((sum, l) => sum + sigmoid(l + shift), 0);

describe('matchingShift', () => {
  it('is the difference of the log-odds where all rows have one score', () => {
    const logits = new Float64Array(100).fill(Math.log(0.1 / 0.9));
    expect(matchingShift(logits, 20)).toBeCloseTo(Math.log(0.2 / 0.8) - Math.log(0.1 / 0.9), 12);
    expect(matchingShift(logits, 10)).toBeCloseTo(0, 12);
  });

  it('makes as many expected as observed, whatever the scores', () => {
    const logit = fc.double({ min: -36, max: 36, noNaN: true });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 2, maxLength: 60 }), fc.nat(), (values, seed) => {
        const logits = Float64Array.from(values);
        const positives = 1 + (seed % (logits.length - 1));
        const shift = matchingShift(logits, positives)!;
        expect(Math.abs(sumAt(logits, shift) - positives)).toBeLessThan(1e-6);
      }),
    );
  });

  it('knows no finite shift of one class', () => {
    expect(matchingShift(Float64Array.of(-1, 2), 0)).toBeNull();
    expect(matchingShift(Float64Array.of(-1, 2), 2)).toBeNull();
  });
});
