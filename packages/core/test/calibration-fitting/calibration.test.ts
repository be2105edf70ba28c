import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCalibration, calibrateLogit } from '../../src/calibration/apply-calibration.js';
import type { Calibration } from '../../src/calibration/calibration.js';
import { chooseCalibration } from '../../src/calibration-fitting/choose-calibration.js';
import { fitBeta } from '../../src/calibration-fitting/fit-beta.js';
import { fitIsotonic } from '../../src/calibration-fitting/fit-isotonic.js';
import { fitPlatt } from '../../src/calibration-fitting/fit-platt.js';
import { MAX_LOGIT, sigmoid } from '../../src/special-functions/sigmoid.js';

const n = 6000;
const eta = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) / (n / 8) - 6);
/** Labels drawn, evenly, with probability σ(slope·η + intercept). */
const labels = (slope: number, intercept: number) =>
  eta.map((value, i) => ((i * 0.6180339887498949) % 1 < sigmoid(slope * value + intercept) ? 1 : 0));
const folds = Int32Array.from({ length: n }, (_, i) => i % 5);

describe('fitPlatt', () => {
  it('recovers the slope and intercept that made the labels', () => {
    const { slope, intercept } = fitPlatt(eta, labels(0.5, 1));
    expect(slope).toBeCloseTo(0.5, 1);
    expect(intercept).toBeCloseTo(1, 1);
  });

  it('is at a stationary point: residuals sum to 0, alone and times η', () => {
    const y = labels(0.5, 1);
    const positives = y.reduce((sum, label) => sum + label, 0);
    const { slope, intercept } = fitPlatt(eta, y);
    let [sum, moment] = [0, 0];
    eta.forEach((value, i) => {
      const target = y[i] === 1 ? (positives + 1) / (positives + 2) : 1 / (n - positives + 2);
      sum += sigmoid(slope * value + intercept) - target;
      moment += (sigmoid(slope * value + intercept) - target) * value;
    });
    expect(Math.abs(sum)).toBeLessThan(1e-6);
    expect(Math.abs(moment)).toBeLessThan(1e-6);
  });

  it('stays finite when η separates the classes', () => {
    const { slope, intercept } = fitPlatt(Float64Array.of(-2, -1, 1, 2), [0, 0, 1, 1]);
    expect(slope).toBeGreaterThan(0);
    expect(Number.isFinite(slope + intercept)).toBe(true);
  });

  it('keeps slope 1 when all η are equal', () => {
    const { slope, intercept } = fitPlatt(new Float64Array(100).fill(-3), [
      ...new Array(75).fill(0),
      ...new Array(25).fill(1),
    ]);
    expect(slope).toBe(1);
    expect(sigmoid(intercept - 3)).toBeCloseTo(0.25, 1);
  });

  it('needs both classes', () => {
    expect(() => fitPlatt(eta, new Float64Array(n))).toThrow(expect.objectContaining({ code: 'one_class' }));
  });
});

describe('fitIsotonic', () => {
  it('is nowhere so steep that the last bit of η matters', () => {
    const close = Float64Array.of(-1, 0, 1e-9, 2e-9, 1, 2);
    const { eta: knots, logit } = fitIsotonic(close, [0, 0, 1, 1, 1, 1])!;
    knots.slice(1).forEach((knot, k) => {
      expect((logit[k + 1]! - logit[k]!) / (knot - knots[k]!)).toBeLessThanOrEqual(10);
    });
  });

  it('gives null where η does not order the labels', () => {
    expect(fitIsotonic(Float64Array.of(1, 2, 3, 4), [1, 1, 0, 0])).toBeNull();
    expect(fitIsotonic(new Float64Array(4), [1, 0, 1, 0])).toBeNull();
  });
});

describe('fitBeta', () => {
  it('corrects a bend of one end that Platt scaling cannot', () => {
    const bent: Calibration = { method: 'beta', a: 0.5, b: 2, c: 0.3 };
    const y = eta.map((value, i) => ((i * 0.6180339887498949) % 1 < applyCalibration(bent, value) ? 1 : 0));
    const { a, b, c } = fitBeta(eta, y)!;
    for (const [found, made] of [
      [a, 0.5],
      [b, 2],
      [c, 0.3],
    ] as const)
      expect(Math.abs(found - made)).toBeLessThan(0.15);
    expect(chooseCalibration(eta, y, folds).calibration.method).toBe('beta');
  });

  it('gives null where only a reversed ranking would help', () => {
    expect(fitBeta(eta, labels(-1, 0))).toBeNull();
  });

  it('stays finite when η separates the classes', () => {
    const { a, b, c } = fitBeta(Float64Array.of(-2, -1, 1, 2), [0, 0, 1, 1])!;
    expect(Number.isFinite(a + b + c)).toBe(true);
  });
});

describe('applyCalibration', () => {
  it('maps every finite score to a probability inside (0, 1), the same alone and in an array', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const proba = applyCalibration({ method: 'platt', slope: 2, intercept: -1 }, value);
        expect(proba).toBeGreaterThan(0);
        expect(proba).toBeLessThan(1);
        expect(applyCalibration({ method: 'platt', slope: 2, intercept: -1 }, Float64Array.of(value))[0]).toBe(proba);
      }),
    );
  });

  it.each<Calibration>([
    { method: 'none' },
    { method: 'beta', a: 1, b: 1, c: 0 },
    { method: 'isotonic', eta: [-30, -1, 20], logit: [-30, -1, 20] },
  ])('$method can leave everything as it is', (calibration) => {
    for (const value of [-20, -1, -1e-9, 0, 3.3, 19]) {
      expect(calibrateLogit(calibration, value)).toBeCloseTo(value, 13);
    }
    expect(applyCalibration(calibration, Number.NaN)).toBeNaN();
  });

  it('clamps the logit at 36 and passes NaN on', () => {
    expect(applyCalibration({ method: 'none' }, 1e6)).toBe(1 / (1 + Math.exp(-MAX_LOGIT)));
    expect(applyCalibration({ method: 'none' }, -1e6) * (1 + Math.exp(MAX_LOGIT))).toBeCloseTo(1, 14);
    expect(applyCalibration({ method: 'none' }, Number.NaN)).toBeNaN();
  });
});

describe('chooseCalibration', () => {
  it('chooses Platt where scores are overconfident', () => {
    const chosen = chooseCalibration(eta, labels(0.5, 1), folds);
    expect(chosen.calibration).toEqual(fitPlatt(eta, labels(0.5, 1)));
    expect(chosen.logLossAfter).toBeLessThan(chosen.logLossBefore);
  });

  it('chooses none where scores are right already, though every method was tried', () => {
    const { calibration, candidates } = chooseCalibration(eta, labels(1, 0), folds);
    expect(calibration).toEqual({ method: 'none' });
    expect(candidates.map(({ method }) => method)).toEqual(['none', 'platt', 'beta', 'smooth', 'isotonic']);
  });

  it('follows a truth that has steps by a smooth calibration, as well as isotonic does', () => {
    const y = eta.map((value, i) => ((i * 0.6180339887498949) % 1 < 0.1 + 0.25 * Math.floor((value + 6) / 3) ? 1 : 0));
    const { calibration, candidates } = chooseCalibration(eta, y, folds);
    expect(calibration.method).toBe('smooth');
    const lossOf = new Map(candidates.map(({ method, log_loss }) => [method, log_loss]));
    const gained = lossOf.get('beta')! - lossOf.get('isotonic')!;
    expect(gained).toBeGreaterThan(0.001);
    expect(lossOf.get('beta')! - lossOf.get('smooth')!).toBeGreaterThan(0.8 * gained);
  });

  it('reports how reliable the probabilities are on rows that the calibration has not seen', () => {
    const { reliability } = chooseCalibration(eta, labels(0.5, 1), folds);
    expect(reliability.reduce((rows, bin) => rows + bin.n, 0)).toBe(n);
    for (const { mean_predicted, interval } of reliability) {
      expect(mean_predicted).toBeGreaterThan(interval[0]);
      expect(mean_predicted).toBeLessThan(interval[1]);
    }
  });

  it('chooses none where only a reversed ranking would help', () => {
    expect(chooseCalibration(eta, labels(-1, 0), folds).calibration).toEqual({ method: 'none' });
  });

  it('chooses none where a fold holds all positives', () => {
    const y = Float64Array.from(folds, (fold, i) => (fold === 0 && i % 2 === 0 ? 1 : 0));
    const chosen = chooseCalibration(eta, y, folds);
    expect(chosen.calibration).toEqual({ method: 'none' });
    expect(chosen.logLossAfter).toBe(chosen.logLossBefore);
  });

  it.each(['none', 'platt', 'beta', 'smooth', 'isotonic'] as const)(
    'takes %s where that was chosen before',
    (method) => {
      const y = labels(0.5, 1);
      const { calibration, candidates } = chooseCalibration(eta, y, folds, { method });
      expect(calibration.method).toBe(method);
      const all = chooseCalibration(eta, y, folds).candidates;
      const lossOf = (found: typeof all) => found.find((each) => each.method === method)!.log_loss;
      expect(lossOf(candidates)).toBe(lossOf(all));
    },
  );

  it('takes none where the method that was chosen before cannot be fitted', () => {
    const { calibration } = chooseCalibration(eta, labels(-1, 0), folds, { method: 'platt' });
    expect(calibration).toEqual({ method: 'none' });
  });

  it('leaves out rows without a fold', () => {
    const y = labels(0.5, 1);
    const someFolds = folds.map((fold, i) => (i % 2 === 0 ? fold : -1));
    const spoilt = y.map((label, i) => (i % 2 === 0 ? label : 1 - label));
    expect(chooseCalibration(eta, spoilt, someFolds)).toEqual(chooseCalibration(eta, y, someFolds));
    expect(() => chooseCalibration(eta, y, new Int32Array(n).fill(-1))).toThrow(
      expect.objectContaining({ code: 'empty_table' }),
    );
  });
});
