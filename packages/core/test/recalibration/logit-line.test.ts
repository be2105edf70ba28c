import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atLogit, composed, inverse, SAME_LOGIT, shrunk } from '../../src/recalibration/logit-line.js';

const line = fc.record({
  slope: fc.double({ min: 0.1, max: 10, noNaN: true }),
  shift: fc.double({ min: -5, max: 5, noNaN: true }),
});
const logit = fc.double({ min: -36, max: 36, noNaN: true });

it('composed is one after the other, and inverse undoes', () => {
  fc.assert(
    fc.property(line, line, logit, (outer, inner, value) => {
      expect(atLogit(composed(outer, inner), value)).toBeCloseTo(atLogit(outer, atLogit(inner, value)), 9);
      expect(atLogit(composed(inverse(inner), inner), value)).toBeCloseTo(value, 9);
    }),
  );
});

it('shrunk moves every logit by a share of what the line moves it by', () => {
  fc.assert(
    fc.property(line, logit, fc.double({ min: 0, max: 1, noNaN: true }), (whole, value, share) => {
      const moved = atLogit(shrunk(whole, share), value) - value;
      expect(moved).toBeCloseTo(share * (atLogit(whole, value) - value), 9);
    }),
  );
  expect(shrunk({ slope: 2, shift: 1 }, 0)).toEqual(SAME_LOGIT);
});
