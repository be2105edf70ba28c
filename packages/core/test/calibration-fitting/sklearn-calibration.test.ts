import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyCalibration } from '../../src/calibration/apply-calibration.js';
import { fitBeta } from '../../src/calibration-fitting/fit-beta.js';
import { fitIsotonic } from '../../src/calibration-fitting/fit-isotonic.js';
import { smoothedTargets } from '../../src/calibration-fitting/fit-platt.js';
import { isotonicRegression } from '../../src/calibration-fitting/isotonic-regression.js';
import { reliability } from '../../src/calibration-fitting/reliability.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';

interface Fixture {
  readonly tolerance: { readonly isotonic: number; readonly beta: number; readonly betacal: number };
  readonly cases: readonly {
    readonly name: string;
    readonly eta: number[];
    readonly y: number[];
    readonly isotonic: number[];
    readonly beta: [c: number, a: number, b: number];
    readonly betacal: number[];
    readonly curve: { readonly observed: number[]; readonly predicted: number[] };
  }[];
}

const { cases, tolerance }: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/sklearn_calibration.json', import.meta.url), 'utf8'),
);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each(cases)('calibration against reference implementations: $name', (reference) => {
  const eta = Float64Array.from(reference.eta);
  const { y } = reference;

  it('isotonic regression has the values of scikit-learn', () => {
    const { targetOfPositive, targetOfNegative } = smoothedTargets(y);
    const blocks = isotonicRegression(eta, y);
    const ascending = [...eta.keys()].sort((a, b) => eta[a]! - eta[b]!);
    const values = new Float64Array(eta.length);
    let row = 0;
    for (const { n, positives } of blocks) {
      const share = Math.min(targetOfPositive, Math.max(targetOfNegative, positives / n));
      for (const end = row + n; row < end; row++) values[ascending[row]!] = share;
    }
    expect(row).toBe(eta.length);
    expect(worst(values, reference.isotonic)).toBeLessThan(tolerance.isotonic);
  });

  it('isotonic calibration passes through its blocks and never falls', () => {
    const isotonic = fitIsotonic(eta, y)!;
    isotonic.eta.forEach((knot, k) => {
      expect(applyCalibration(isotonic, knot)).toBe(sigmoid(isotonic.logit[k]!));
    });
    const proba = applyCalibration(isotonic, eta.slice().sort());
    proba.forEach((p, i) => {
      expect(p).toBeGreaterThanOrEqual(proba[i - 1] ?? 0);
    });
    const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
    expect(total(proba) / total(y)).toBeCloseTo(1, 1);
  });

  it('beta calibration is the maximum-likelihood fit, and that of betacal', () => {
    const fitted = fitBeta(eta, y)!;
    const [c, a, b] = reference.beta;
    if (a > 0 && b > 0) expect(worst([fitted.c, fitted.a, fitted.b], [c, a, b])).toBeLessThan(tolerance.beta);
    else expect(Math.min(fitted.a, fitted.b)).toBe(0);
    expect(worst(applyCalibration(fitted, eta), reference.betacal)).toBeLessThan(tolerance.betacal);
  });
});

it('reliability bins are those of scikit-learn’s calibration curve, the other way round', () => {
  const { eta, y, curve } = cases[0]!;
  const bins = reliability(y, eta.map(sigmoid)).reverse();
  expect(
    worst(
      bins.map(({ observed }) => observed),
      curve.observed,
    ),
  ).toBeLessThan(1e-12);
  expect(
    worst(
      bins.map(({ mean_predicted }) => mean_predicted),
      curve.predicted,
    ),
  ).toBeLessThan(1e-12);
  bins.forEach(({ interval: [low, high], observed }) => {
    expect(low < observed && observed < high).toBe(true);
  });
});
