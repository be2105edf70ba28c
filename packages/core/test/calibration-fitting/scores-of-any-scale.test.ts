import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCalibration } from '../../src/calibration/apply-calibration.js';
import type { Calibration } from '../../src/calibration/calibration.js';
import { chooseCalibration } from '../../src/calibration-fitting/choose-calibration.js';
import { fitBeta } from '../../src/calibration-fitting/fit-beta.js';
import { fitIsotonic } from '../../src/calibration-fitting/fit-isotonic.js';
import { fitPlatt } from '../../src/calibration-fitting/fit-platt.js';
import { isotonicRegression } from '../../src/calibration-fitting/isotonic-regression.js';
import { reliability } from '../../src/calibration-fitting/reliability.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';

interface Fixture {
  readonly tolerance: { readonly proba: number; readonly logLoss: number; readonly sklearn: number };
  readonly cases: readonly {
    readonly name: string;
    readonly eta: number[];
    readonly y: number[];
    /** Calibrated logits. */
    readonly logit: number[];
    readonly logLoss: number;
    /** Probabilities. */
    readonly sklearn?: number[];
  }[];
}

const { cases, tolerance }: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/platt_calibration.json', import.meta.url), 'utf8'),
);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const lossOf = (calibration: Calibration, eta: Float64Array, y: ArrayLike<number>) =>
  logLoss(y, applyCalibration(calibration, eta));

describe.each(cases)('Platt scaling to 60 digits: $name', ({ y, logit, ...reference }) => {
  const eta = Float64Array.from(reference.eta);

  it('has the reference’s probabilities and log-loss', () => {
    const platt = fitPlatt(eta, y);
    expect(worst(applyCalibration(platt, eta), Float64Array.from(logit, sigmoid))).toBeLessThan(tolerance.proba);
    expect(Math.abs(lossOf(platt, eta, y) / reference.logLoss - 1)).toBeLessThan(tolerance.logLoss);
  });
});

it.each(cases.filter(({ sklearn }) => sklearn !== undefined))('Platt scaling of scikit-learn: $name', (reference) => {
  const eta = Float64Array.from(reference.eta);
  expect(worst(applyCalibration(fitPlatt(eta, reference.y), eta), reference.sklearn!)).toBeLessThan(tolerance.sklearn);
});

// Scores of 200 rows, evenly spread over [−1, 1], and labels that they order well but not without fault.
const n = 200;
const s = Float64Array.from({ length: n }, (_, i) => (2 * ((i * 79) % n)) / (n - 1) - 1);
const y = Float64Array.from(s, (value, i) => ((i * 0.6180339887498949) % 1 < sigmoid(6 * value) ? 1 : 0));
const someScale = fc.double({ min: -280, max: 280, noNaN: true }).map((exponent) => 10 ** exponent);

describe('fitPlatt', () => {
  it('gives the same probabilities for a·s + b, a > 0', () => {
    const expected = applyCalibration(fitPlatt(s, y), s);
    fc.assert(
      fc.property(someScale, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (a, b) => {
        const moved = s.map((value) => a * (value + b));
        expect(worst(applyCalibration(fitPlatt(moved, y), moved), expected)).toBeLessThan(1e-7);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the mirrored line for −s', () => {
    const { slope, intercept } = fitPlatt(s, y);
    const mirrored = fitPlatt(
      s.map((value) => -1e9 * value),
      y,
    );
    expect(mirrored.slope * -1e9).toBeCloseTo(slope, 9);
    expect(mirrored.intercept).toBeCloseTo(intercept, 9);
  });

  it('is the smoothed base rate where all scores are equal, however large', () => {
    const labels = Float64Array.from({ length: 100 }, (_, i) => (i < 25 ? 1 : 0));
    const target = (25 * (26 / 27) + 75 * (1 / 77)) / 100;
    for (const score of [0, -3, 1e3, -1e8, 1e-300]) {
      const equal = new Float64Array(100).fill(score);
      expect(applyCalibration(fitPlatt(equal, labels), equal)[0]).toBeCloseTo(target, 7);
    }
  });

  it.each([
    ['far from 0 beside their spread', s.map((value) => 1e12 + value)],
    ['so close together that a slope overflows', s.map((value) => value * 1e-309)],
    ['equal, and too large for an intercept', s.map(() => 1e200)],
  ])('refuses scores %s', (_, scores) => {
    expect(() => fitPlatt(scores, y)).toThrow(expect.objectContaining({ code: 'bad_scores', kind: 'refused' }));
  });
});

describe('fitBeta', () => {
  it('reaches Platt’s log-loss, or less, on scores of any scale that it can hold', () => {
    for (const [a, b] of [
      [1, 0],
      [2000, 0],
      [1e8, 0],
      [1e150, 0],
      [2.5e299, 0],
      [1e-4, 0],
      [1e-7, 0],
      [1, 1e6],
      [1e-5, 5],
    ] as const) {
      const moved = s.map((value) => a * value + b);
      const beta = fitBeta(moved, y)!;
      expect(beta.a).toBeGreaterThanOrEqual(0);
      expect(beta.b).toBeGreaterThanOrEqual(0);
      // Platt's targets are smoothed, beta's are not.
      expect(lossOf(beta, moved, y)).toBeLessThan(lossOf(fitPlatt(moved, y), moved, y) + 1e-6);
    }
  });

  it('gives null where the two ends of the scale cannot be distinguished', () => {
    expect(
      fitBeta(
        s.map((value) => 1e-20 * value),
        y,
      ),
    ).toBeNull();
    expect(fitBeta(new Float64Array(n).fill(2), y)).toBeNull();
  });
});

describe('fitIsotonic', () => {
  it('has finite knots that ascend, of scores of any scale', () => {
    fc.assert(
      fc.property(someScale, (a) => {
        const moved = s.map((value) => a * value);
        const isotonic = fitIsotonic(moved, y);
        if (isotonic === null) expect(a).toBeLessThan(1);
        isotonic?.eta.forEach((knot, k) => {
          expect(knot).toBeGreaterThan(isotonic.eta[k - 1] ?? Number.NEGATIVE_INFINITY);
          expect(Number.isFinite(knot) && Number.isFinite(isotonic.logit[k])).toBe(true);
        });
        if (isotonic !== null) expect(applyCalibration(isotonic, moved).every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('calibrates the largest scores there may be', () => {
    const far = Float64Array.of(-1e300, -1e300, -1e299, 1e299, 1e300, 1e300);
    const { eta: knots, logit } = fitIsotonic(far, [0, 0, 1, 0, 1, 1])!;
    expect(knots).toEqual([-1e300, 0, 1e300]);
    expect(applyCalibration({ method: 'isotonic', eta: knots, logit }, 5e299)).toBeCloseTo(
      sigmoid((0 + logit[2]!) / 2),
      12,
    );
  });
});

describe('chooseCalibration', () => {
  const folds = Int32Array.from({ length: n }, (_, i) => i % 4);

  it('calibrates scores of any scale', () => {
    const best = chooseCalibration(s, y, folds).logLossAfter;
    for (const a of [1e-9, 1e-3, 2000, 1e9, 1e100]) {
      const chosen = chooseCalibration(
        s.map((value) => a * value),
        y,
        folds,
      );
      expect(chosen.calibration.method).not.toBe('none');
      expect(chosen.logLossAfter).toBeLessThan(1.05 * best);
    }
  });

  it('leaves out what cannot be held', () => {
    const { candidates, calibration } = chooseCalibration(
      s.map((value) => 1 + 1e-12 * value),
      y,
      folds,
    );
    expect(candidates.map(({ method }) => method)).toEqual(['none']);
    expect(calibration).toEqual({ method: 'none' });
  });
});

describe.each<[string, (eta: Float64Array, labels: ArrayLike<number>) => unknown]>([
  ['fitPlatt', fitPlatt],
  ['fitBeta', fitBeta],
  ['fitIsotonic', fitIsotonic],
  ['isotonicRegression', isotonicRegression],
  [
    'chooseCalibration',
    (eta, labels) =>
      chooseCalibration(
        eta,
        labels,
        Int32Array.from(eta, (_, i) => i % 2),
      ),
  ],
  ['reliability', (eta, labels) => reliability(labels, eta)],
])('%s refuses', (_name, fit) => {
  const eta = Float64Array.of(0.1, 0.4, 0.3, 0.8);
  const labels = [0, 1, 0, 1];
  const spoilt = (value: number) => eta.with(2, value);

  it.each([
    ['NaN', 'bad_scores', spoilt(Number.NaN), labels],
    ['Infinity', 'bad_scores', spoilt(Number.POSITIVE_INFINITY), labels],
    ['−Infinity', 'bad_scores', spoilt(Number.NEGATIVE_INFINITY), labels],
    ['a difference that overflows', 'bad_scores', spoilt(-1.7e308), labels],
    ['more labels than scores', 'shape_mismatch', eta.subarray(1), labels],
    ['more scores than labels', 'shape_mismatch', eta, labels.slice(1)],
    ['labels that are none', 'bad_labels', eta, [0, 1, 2, 1]],
    ['nothing', 'empty_table', new Float64Array(0), []],
  ])('%s: %s', (_, code, scores, rows) => {
    expect(() => fit(scores, rows)).toThrow(expect.objectContaining({ name: 'PropensityError', code }));
  });
});

it.each([fitPlatt, fitBeta, fitIsotonic])('%o refuses one class', (fit) => {
  for (const label of [0, 1]) {
    expect(() => fit(Float64Array.of(0.1, 0.4), [label, label])).toThrow(
      expect.objectContaining({ code: 'one_class' }),
    );
  }
});

describe('where they are defined for one class', () => {
  const eta = Float64Array.of(0.1, 0.4, 0.3, 0.8);

  it('isotonic regression is one block, no calibration is chosen, every bin has a single observed share', () => {
    expect(isotonicRegression(eta, [1, 1, 1, 1])).toEqual([expect.objectContaining({ n: 4, positives: 4 })]);
    expect(chooseCalibration(eta, [1, 1, 1, 1], Int32Array.of(0, 1, 0, 1)).calibration.method).toBe('none');
    expect(reliability([1, 1, 1, 1], eta, 2).map(({ observed }) => observed)).toEqual([1, 1]);
  });

  it('refuses bins that cannot be cut', () => {
    for (const nBins of [0, -1, 1.5, Number.NaN]) {
      expect(() => reliability([0, 1, 0, 1], eta, nBins)).toThrow(expect.objectContaining({ code: 'bad_bins' }));
    }
  });
});
