import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCalibration } from '../../src/calibration/apply-calibration.js';
import { chooseCalibration } from '../../src/calibration/choose-calibration.js';
import { fitPlatt } from '../../src/calibration/fit-platt.js';
import { MAX_LOGIT, sigmoid } from '../../src/calibration/sigmoid.js';

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

  it('stands at a stationary point: residuals sum to 0, alone and times η', () => {
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

describe('applyCalibration', () => {
  it('maps every finite score to a probability inside (0, 1), alike alone and in an array', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const proba = applyCalibration({ method: 'platt', slope: 2, intercept: -1 }, value);
        expect(proba).toBeGreaterThan(0);
        expect(proba).toBeLessThan(1);
        expect(applyCalibration({ method: 'platt', slope: 2, intercept: -1 }, Float64Array.of(value))[0]).toBe(proba);
      }),
    );
  });

  it('clamps the logit at 36 and passes NaN on', () => {
    expect(applyCalibration({ method: 'none' }, 1e6)).toBe(1 / (1 + Math.exp(-MAX_LOGIT)));
    expect(applyCalibration({ method: 'none' }, -1e6)).toBe(1 / (1 + Math.exp(MAX_LOGIT)));
    expect(applyCalibration({ method: 'none' }, Number.NaN)).toBeNaN();
  });
});

describe('chooseCalibration', () => {
  it('chooses Platt where scores are overconfident', () => {
    const chosen = chooseCalibration(eta, labels(0.5, 1), folds);
    expect(chosen.calibration).toEqual(fitPlatt(eta, labels(0.5, 1)));
    expect(chosen.logLossAfter).toBeLessThan(chosen.logLossBefore);
  });

  it('chooses none where scores are right already', () => {
    expect(chooseCalibration(eta, labels(1, 0), folds).calibration).toEqual({ method: 'none' });
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
