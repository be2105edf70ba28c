import { describe, expect, it } from 'vitest';
import { LogisticRegression } from '../../../src/linear-model/logistic-regression.js';
import { MlLogisticRegression } from '../../../src/linear-model/ml-logistic-regression/ml-logistic-regression.js';
import { designOf } from '../../support/synthetic-design.js';

const n = 400;
const at = (i: number, step: number) => (i * step) % 1;
const numeric = [0.6180339887498949, 0.7548776662466927].map((step) =>
  Float64Array.from({ length: n }, (_, i) => 40 + 30 * at(i + 1, step)),
);
const codes = Int32Array.from({ length: n }, (_, i) => (i % 7 === 0 ? -1 : i % 3));
const design = designOf(numeric, [{ codes, nLevels: 3 }]);
const y = Float64Array.from({ length: n }, (_, i) => {
  const eta = (numeric[0]![i]! - 55) / 10 - (codes[i] === 1 ? 1.5 : 0);
  return at(i + 1, 0.5698402909980532) < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
});

describe('MlLogisticRegression', () => {
  it('reaches the maximum-likelihood model, intercept and scales included', () => {
    const reference = new LogisticRegression({ C: 1e8 }).fit(design, y).decisionFunction(design);
    const model = new MlLogisticRegression({ numSteps: 3000 }).fit(design, y);
    expect(model.converged).toBe(true);
    const eta = model.decisionFunction(design);
    eta.forEach((value, i) => {
      expect(Math.abs(value - reference[i]!)).toBeLessThan(1e-3);
    });
    expect(model.coef[0]).toBeGreaterThan(0.05);
  });

  it('reports when its steps did not suffice', () => {
    expect(new MlLogisticRegression({ numSteps: 3 }).fit(design, y)).toMatchObject({ converged: false, nIter: 3 });
  });

  it('refuses what would run for hours, with an estimate, before it starts', () => {
    const many = designOf([new Float64Array(1_000_000)], [{ codes: new Int32Array(1_000_000), nLevels: 400 }]);
    const labels = Float64Array.from({ length: 1_000_000 }, (_, i) => i % 2);
    expect(() => new MlLogisticRegression().fit(many, labels)).toThrow(
      expect.objectContaining({
        code: 'estimator_too_slow',
        kind: 'refused',
        message: expect.stringMatching(/about \d+ hours .* 1,000,000 rows × 401 columns/),
        hint: expect.stringContaining('logistic-regression'),
      }),
    );
  });

  it.each([
    ['unsupported_weights', () => new MlLogisticRegression().fit(design, y, { sampleWeight: y })],
    ['one_class', () => new MlLogisticRegression().fit(design, new Float64Array(n))],
    ['shape_mismatch', () => new MlLogisticRegression().fit(design, [0, 1])],
    ['bad_labels', () => new MlLogisticRegression().fit(design, y.with(3, 2))],
    ['bad_design', () => new MlLogisticRegression().fit(designOf([numeric[0]!.with(3, Number.NaN)], []), y)],
    ['bad_design', () => new MlLogisticRegression().fit(designOf([numeric[0]!.with(3, -1 / 0)], []), y)],
    ['bad_codes', () => new MlLogisticRegression().fit(designOf(numeric, [{ codes, nLevels: 2 }]), y)],
    ['value_too_large', () => new MlLogisticRegression().fit(designOf([numeric[0]!.with(3, 1e200)], []), y)],
    ['bad_hyperparameter', () => new MlLogisticRegression({ numSteps: 0 })],
  ])('throws %s', (code, run) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});
