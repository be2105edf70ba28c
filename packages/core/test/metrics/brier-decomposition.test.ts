import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierDecomposition } from '../../src/metrics/brier-decomposition.js';
import { brierScoreLoss } from '../../src/metrics/brier-score-loss.js';

describe('brierDecomposition', () => {
  it('is what one computes by hand', () => {
    // By score: .1 → 0 of 2, .4 → 2 of 2, .8 → 0 of 1 and 1 of 1 more. Isotonic: .1 → 0; .4 and .8 pooled: 3 of 4.
    const yTrue = [0, 0, 1, 1, 0, 1];
    const yScore = [0.1, 0.1, 0.4, 0.4, 0.8, 0.8];
    const { reliability, resolution, uncertainty } = brierDecomposition(yTrue, yScore);
    const recalibrated = (4 * 0.75 * 0.25) / 6;
    expect(uncertainty).toBeCloseTo(0.25, 15);
    expect(resolution).toBeCloseTo(0.25 - recalibrated, 15);
    expect(reliability).toBeCloseTo((2 * 0.01 + 2 * 0.36 + 0.64 + 0.04) / 6 - recalibrated, 15);
  });

  it('adds up to the Brier score, whatever the rows and weights', () => {
    const rows = fc.array(
      fc.record({
        y: fc.integer({ min: 0, max: 1 }),
        s: fc.integer({ min: 0, max: 20 }),
        w: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(rows, (given) => {
        const yTrue = given.map(({ y }) => y);
        const yScore = given.map(({ s }) => s / 20);
        const sampleWeight = given.map(({ w }) => w);
        const parts = brierDecomposition(yTrue, yScore, { sampleWeight });
        const sum = parts.reliability - parts.resolution + parts.uncertainty;
        expect(sum).toBeCloseTo(brierScoreLoss(yTrue, yScore, { sampleWeight }), 12);
        expect(Math.min(parts.reliability, parts.resolution)).toBeGreaterThanOrEqual(0);
        expect(parts.resolution).toBeLessThanOrEqual(parts.uncertainty);
      }),
    );
  });

  it('keeps resolution where an increasing map changes the scores, and reliability sees the map', () => {
    const yScore = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    const yTrue = yScore.map((p, i) => ((i * 7919) % 1000 < p * 1000 ? 1 : 0));
    const right = brierDecomposition(yTrue, yScore);
    const halved = brierDecomposition(
      yTrue,
      yScore.map((p) => p / 2),
    );
    expect(halved.resolution).toBe(right.resolution);
    // Mean of (p/2)² over uniform p is 1/12.
    expect(halved.reliability - right.reliability).toBeCloseTo(1 / 12, 2);
    expect(right.reliability).toBeLessThan(0.01);
  });

  it('has no resolution for one probability for all', () => {
    const { reliability, resolution, uncertainty } = brierDecomposition([0, 0, 0, 1], [0.5, 0.5, 0.5, 0.5]);
    expect([resolution, uncertainty, reliability]).toEqual([0, 0.1875, 0.0625]);
  });
});
