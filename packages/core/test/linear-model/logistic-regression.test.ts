import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { designOf } from '../support/synthetic-design.js';

interface Fixture {
  readonly tolerance: { readonly coef: number; readonly objectiveRelative: number };
  readonly cases: readonly {
    readonly name: string;
    readonly numeric: number[][];
    readonly categorical: { codes: number[]; nLevels: number }[];
    readonly y: number[];
    readonly sampleWeight: number[] | null;
    readonly fits: readonly { C: number; coef: number[]; intercept: number; objective: number }[];
  }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/sklearn_logistic_regression.json', import.meta.url), 'utf8'),
);
const a = [-1.5, -0.3, 0.2, 0.9, 1.4, -0.8];
const y = [0, 1, 0, 1, 1, 0];

describe('LogisticRegression against scikit-learn newton-cholesky', () => {
  for (const { name, numeric, categorical, sampleWeight, fits, ...rows } of fixture.cases) {
    it.each(fits)(`${name}, C = $C`, ({ C, coef, intercept, objective }) => {
      const model = new LogisticRegression({ C, tol: 1e-14 }).fit(designOf(numeric, categorical), rows.y, {
        ...(sampleWeight && { sampleWeight }),
      });
      expect(model.converged).toBe(true);
      expect(model.objective).toBeLessThanOrEqual(objective * (1 + fixture.tolerance.objectiveRelative));
      expect(Math.abs(model.intercept - intercept)).toBeLessThan(fixture.tolerance.coef);
      coef.forEach((expected, j) => {
        expect(Math.abs(model.coef[j]! - expected)).toBeLessThan(fixture.tolerance.coef);
      });
    });
  }
});

describe('LogisticRegression', () => {
  it('gives a constant column the coefficient 0', () => {
    const model = new LogisticRegression().fit(designOf([a, [0, 0, 0, 0, 0, 0]], []), y);
    expect(model.coef[1]).toBe(0);
  });

  it('shares a coefficient between equal columns', () => {
    const model = new LogisticRegression({ C: 1e4 }).fit(designOf([a, a], []), y);
    expect(model.coef[0]).toBeCloseTo(model.coef[1]!, 9);
  });

  it('matches the base rate with its intercept', () => {
    const design = designOf([a], [{ codes: [0, 1, 0, 1, 2, 2], nLevels: 3 }]);
    const proba = new LogisticRegression().fit(design, y).predictProba(design);
    expect(proba.reduce((sum, p) => sum + p, 0)).toBeCloseTo(3, 8);
  });

  it('leaves the intercept at 0 without fitIntercept', () => {
    const model = new LogisticRegression({ fitIntercept: false }).fit(designOf([a], []), y);
    expect(model.intercept).toBe(0);
    expect(model.converged).toBe(true);
  });

  it('reaches the same solution from any start', () => {
    const design = designOf([a], [{ codes: [0, 1, 0, 1, -1, 0], nLevels: 2 }]);
    const cold = new LogisticRegression().fit(design, y);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 4, maxLength: 4 }), (start) => {
        const warm = new LogisticRegression().fit(design, y, {
          start: { coef: start.slice(0, 3), intercept: start[3]! },
        });
        expect(warm.converged).toBe(true);
        cold.coef.forEach((value, j) => {
          expect(Math.abs(warm.coef[j]! - value)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it('counts a row of weight 2 as the row twice', () => {
    const weighted = new LogisticRegression().fit(designOf([a], []), y, { sampleWeight: [2, 1, 1, 1, 1, 0] });
    const repeated = new LogisticRegression().fit(designOf([[a[0]!, ...a.slice(0, 5)]], []), [y[0]!, ...y.slice(0, 5)]);
    expect(weighted.coef[0]).toBeCloseTo(repeated.coef[0]!, 12);
    expect(weighted.intercept).toBeCloseTo(repeated.intercept, 12);
  });

  it('fits two categoricals whose pair table would not fit, to a gradient of nothing', () => {
    const n = 12_000;
    const rows = Array.from({ length: n }, (_, i) => i);
    const design = designOf(
      [rows.map((i) => Math.sin(i))],
      [
        { codes: rows.map((i) => (i * 7) % 4000), nLevels: 4000 },
        { codes: rows.map((i) => (i * i) % 3000), nLevels: 3000 },
      ],
    );
    const labels = rows.map((i) => (Math.sin(i) + Math.sin(i * i) > 0.5 ? 1 : 0));
    const model = new LogisticRegression({ tol: 1e-12 }).fit(design, labels);
    expect(model.converged).toBe(true);
    expect(model.gradientNorm).toBeLessThan(1e-7);
    // At the minimum β/C is the sum of the residuals of a level's rows.
    const residual = model.predictProba(design).map((p, i) => labels[i]! - p);
    const level = rows.filter((i) => (i * 7) % 4000 === 5).reduce((sum, i) => sum + residual[i]!, 0);
    expect(model.coef[1 + 5]).toBeCloseTo(level, 7);
  });

  it('pursues a tolerance finer than its objective resolves, where rare levels hardly bend it', () => {
    const n = 4000;
    const scattered = (i: number) => ((i + 1) * 0.6180339887498949) % 1;
    const codes = Array.from({ length: n }, (_, i) => Math.floor(400 * scattered(i) ** 4));
    const x = Array.from({ length: n }, (_, i) => scattered(7 * i));
    const labels = x.map((value, i) => (scattered(31 * i) < 0.3 * value ? 1 : 0));
    const C = 1e4;
    const model = new LogisticRegression({ C, tol: 1e-16 }).fit(designOf([x], [{ codes, nLevels: 400 }]), labels);
    expect(model.converged).toBe(true);
    // The curvature is 1/C at least, so no coefficient is further off than this.
    expect(model.gradientNorm * C).toBeLessThan(1e-7);
  });

  it('keeps probabilities true when classes are weighed: the mean predicted is the base rate', () => {
    const n = 4000;
    const rows = Array.from({ length: n }, (_, i) => i);
    const design = designOf([rows.map((i) => Math.sin(i))], []);
    const noise = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;
    const labels = rows.map((i) => (noise(i) < 1 / (1 + Math.exp(2 - Math.sin(i))) ? 1 : 0));
    const baseRate = labels.reduce<number>((sum, label) => sum + label, 0) / n;
    for (const classWeight of ['balanced', [1, 3]] as const) {
      const proba = new LogisticRegression({ classWeight }).fit(design, labels).predictProba(design);
      expect(Math.abs(proba.reduce((sum, p) => sum + p, 0) / n / baseRate - 1)).toBeLessThan(0.02);
    }
  });

  it('adds an offset to every row while it fits', () => {
    const offset = a.map((value) => 0.5 * value);
    const plain = new LogisticRegression({ C: 1e6 }).fit(designOf([a], []), [0, 1, 0, 1, 0, 1]);
    const shifted = new LogisticRegression({ C: 1e6 }).fit(designOf([a], []), [0, 1, 0, 1, 0, 1], { offset });
    expect(shifted.coef[0]! + 0.5).toBeCloseTo(plain.coef[0]!, 4);
  });

  it('reports when it ran out of steps', () => {
    const model = new LogisticRegression({ maxIter: 1, C: 1e4 }).fit(designOf([a], []), y);
    expect(model.converged).toBe(false);
  });

  it.each([
    ['one_class', () => new LogisticRegression().fit(designOf([a], []), [0, 0, 0, 0, 0, 0])],
    ['one_class', () => new LogisticRegression().fit(designOf([a], []), y, { sampleWeight: [1, 0, 1, 0, 0, 1] })],
    ['bad_labels', () => new LogisticRegression().fit(designOf([a], []), [0, 1, 2, 0, 1, 0])],
    ['bad_weights', () => new LogisticRegression().fit(designOf([a], []), y, { sampleWeight: [1, 1, 1, 1, 1, -1] })],
    ['shape_mismatch', () => new LogisticRegression().fit(designOf([a], []), [0, 1])],
    ['shape_mismatch', () => new LogisticRegression().fit(designOf([a], []), y).predictProba(designOf([a, a], []))],
    ['bad_offset', () => new LogisticRegression().fit(designOf([a], []), y, { offset: [0, 0, 0, 0, 0, Number.NaN] })],
    ['bad_hyperparameter', () => new LogisticRegression({ C: 0 })],
    ['bad_hyperparameter', () => new LogisticRegression({ classWeight: [1, 0] })],
    ['bad_hyperparameter', () => new LogisticRegression({ classWeight: 'balanced', fitIntercept: false })],
    ['bad_hyperparameter', () => new LogisticRegression({ maxIter: 0.5 })],
  ])('throws %s', (code, run) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});
