import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fastestKernels } from '../../src/kernels/fastest-kernels.js';
import { plainKernels } from '../../src/kernels/plain-kernels.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import type { DesignMatrix } from '../../src/preprocessing/design-matrix.js';
import { designOf } from '../support/synthetic-design.js';

const n = 400;
const scattered = (i: number, step: number) => ((i + 1) * step) % 1;
const rows = Array.from({ length: n }, (_, i) => i);
const a = rows.map((i) => 2 * scattered(i, 0.6180339887498949) - 1);
const b = rows.map((i) => 3 * scattered(i, 0.7548776662466927) - 1);
const codes = rows.map((i) => (i % 4 === 0 ? -1 : i % 3));
const y = rows.map((i) =>
  scattered(i, 0.5698402909980532) < 1 / (1 + Math.exp(b[i]! - 2 * a[i]! - Number(codes[i] === 1))) ? 1 : 0,
);
const times = (values: readonly number[], factor: number) => values.map((value) => factor * value);
const block = { codes, nLevels: 3 };
const someExponent = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });

describe('LogisticRegression', () => {
  const numbers = new LogisticRegression({ C: 1, tol: 1e-14 }).fit(designOf([a, b], []), y);

  it('is the same model at any scale of its columns, when the penalty is scaled too', () => {
    fc.assert(
      fc.property(someExponent(-150, 100), (exponent) => {
        const s = 10 ** exponent;
        const design = designOf([times(a, s), times(b, s)], []);
        const scaled = new LogisticRegression({ C: 1 / s / s }).fit(design, y);
        expect(scaled.converged).toBe(true);
        expect(Math.abs(scaled.coef[0]! * s - numbers.coef[0]!)).toBeLessThan(1e-8);
        expect(Math.abs(scaled.coef[1]! * s - numbers.coef[1]!)).toBeLessThan(1e-8);
        expect(Math.abs(scaled.intercept - numbers.intercept)).toBeLessThan(1e-8);
      }),
    );
  });

  it('fits columns of very different scales side by side, collinear ones among them', () => {
    const C = 1e12;
    const expected = new LogisticRegression({ C }).fit(designOf([a, times(a, 2), b], [block]), y);
    for (const s of [1e10, 1e40, 1e100]) {
      const { coef, intercept } = new LogisticRegression({ C }).fit(
        designOf([a, times(a, 2), times(b, s)], [block]),
        y,
      );
      const found = [coef[0]! + 2 * coef[1]!, coef[2]! * s, intercept + coef[3]!, coef[4]! - coef[3]!];
      const { coef: other } = expected;
      const wanted = [other[0]! + 2 * other[1]!, other[2]!, expected.intercept + other[3]!, other[4]! - other[3]!];
      found.forEach((value, k) => {
        expect(Math.abs(value - wanted[k]!)).toBeLessThan(1e-6);
      });
    }
  });

  it('is the same model at any offset of its columns, up to the digits that the offset leaves', () => {
    const weak = new LogisticRegression({ C: 1e6 });
    const expected = weak.fit(designOf([a, b], [block]), y);
    for (const [offset, tolerance] of [
      [1e6, 1e-8],
      [-1e8, 1e-6],
      [1e9, 1e-5],
      [1e12, 1e-3],
    ] as const) {
      const design = designOf([a.map((value) => value + offset), b], [block]);
      const moved = weak.fit(design, y);
      expect(moved.converged).toBe(true);
      expect(Math.abs(moved.coef[0]! / expected.coef[0]! - 1)).toBeLessThan(tolerance);
      const [eta, expectedEta] = [moved.decisionFunction(design), expected.decisionFunction(designOf([a, b], [block]))];
      eta.forEach((value, i) => {
        expect(Math.abs(value - expectedEta[i]!)).toBeLessThan(10 * tolerance);
      });
      // A start is in the design's own terms.
      const again = weak.fit(design, y, { start: moved });
      expect(again.nIter).toBeLessThan(moved.nIter);
      expect(Math.abs(again.coef[0]! / moved.coef[0]! - 1)).toBeLessThan(1e-8);
    }
  });

  it('gives a constant column the coefficient 0, however large', () => {
    const model = new LogisticRegression().fit(designOf([a, rows.map(() => 1e12)], []), y);
    expect(model.coef[1]).toBe(0);
    expect(model.coef[0]).toBeCloseTo(new LogisticRegression().fit(designOf([a], []), y).coef[0]!, 9);
  });

  it.each([1e154, 1e160, 1e200, 1e308])('refuses a column around %s, naming it, the row and the value', (factor) => {
    const design = designOf([b, times(a, factor)], [block]);
    const largest = Math.max(...times(a, factor).map(Math.abs));
    const row = a.findIndex((value) => Math.abs(value * factor) === largest);
    expect(() => new LogisticRegression().fit(design, y)).toThrow(
      expect.objectContaining({
        code: 'value_too_large',
        kind: 'refused',
        message: expect.stringMatching(/^Column "x1" has /),
        details: { column: 'x1', row, value: a[row]! * factor },
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses %d, naming column and row',
    (value) => {
      const design = designOf([b, a.with(17, value)], [block]);
      expect(() => new LogisticRegression().fit(design, y)).toThrow(
        expect.objectContaining({ code: 'bad_design', details: { column: 'x1', row: 17, value } }),
      );
    },
  );

  it('finds a value that is not finite in a row that no pilot has seen', () => {
    const many = 450_000;
    const values = Float64Array.from({ length: many }, (_, i) => Math.sin(i));
    values[many - 1] = Number.NaN;
    const design = designOf([values], []);
    expect(() =>
      new LogisticRegression().fit(
        design,
        values.map((_, i) => i % 2),
      ),
    ).toThrow(expect.objectContaining({ code: 'bad_design', details: expect.objectContaining({ row: many - 1 }) }));
  });

  it.each([
    [-2, 5],
    [3, 0],
    [2 ** 31 - 1, 399],
    [-(2 ** 31), 100],
  ])('refuses the code %d of three levels, naming column and row', (code, row) => {
    const design = designOf([a], [block, { codes: codes.with(row, code), nLevels: 3 }]);
    const refusal = expect.objectContaining({ code: 'bad_codes', details: { row, code, levels: 3 } });
    expect(() => new LogisticRegression().fit(design, y)).toThrow(refusal);
    expect(() => new LogisticRegression().fit(design, y)).toThrow('that begins with "x4" has 3 levels');
    const fitted = new LogisticRegression().fit(designOf([a], [block, block]), y);
    expect(() => fitted.predictProba(design)).toThrow(refusal);
    expect(() => fitted.decisionFunction(design)).toThrow('number 2 of the model');
  });

  const design = designOf([a, b], [block]);
  it.each<[string, DesignMatrix]>([
    [
      'shape_mismatch',
      { ...design, numeric: [{ values: Float64Array.from(a.slice(1)), coefIndex: 0 }, design.numeric[1]!] },
    ],
    ['shape_mismatch', { ...design, categorical: [{ ...design.categorical[0]!, codes: new Int32Array(n + 1) }] }],
    ['bad_design', { ...design, numeric: [design.numeric[0]!, { ...design.numeric[1]!, coefIndex: 0 }] }],
    ['bad_design', { ...design, nColumns: 6 }],
    ['bad_design', { ...design, nColumns: 4 }],
    ['bad_design', { ...design, categorical: [] }],
  ])('refuses columns that do not fit together: %s', (code, wrong) => {
    expect(() => new LogisticRegression().fit(wrong, y)).toThrow(expect.objectContaining({ code }));
  });
});

describe('weights, offsets and starts of a fit', () => {
  const design = designOf([a, b], [block]);
  const fit = (options: Parameters<LogisticRegression['fit']>[2]) => new LogisticRegression().fit(design, y, options);
  const expected = fit({});

  it.each([
    ['bad_weights', { sampleWeight: rows.map(() => 1e308) }],
    ['bad_weights', { sampleWeight: rows.map((i) => (i === 3 ? 1e308 : 1)) }],
    ['bad_weights', { sampleWeight: rows.map(() => 1e-310) }],
    ['bad_weights', { sampleWeight: rows.map((i) => (i === 3 ? Number.NaN : 1)) }],
    ['bad_offset', { offset: rows.map((i) => (i === 3 ? 1e300 : 0)) }],
    ['bad_start', { start: { coef: [0, 0, 0, Number.NaN, 0], intercept: 0 } }],
    ['bad_start', { start: { coef: [0, 0, 0, 0, 0], intercept: Number.POSITIVE_INFINITY } }],
  ])('%s', (code, options) => {
    expect(() => fit(options)).toThrow(expect.objectContaining({ name: 'PropensityError', code }));
  });

  it('says the sum of weights that is too large', () => {
    expect(() => fit({ sampleWeight: rows.map(() => 1e308) })).toThrow('The weights add up to Infinity');
    expect(() => new LogisticRegression({ classWeight: [1e300, 1] }).fit(design, y)).toThrow('The weights add up to');
  });

  it('is the same model where all weights are multiplied, and C divided, by one number', () => {
    for (const factor of [1e-90, 1e-20, 1e20, 1e90]) {
      const sampleWeight = rows.map(() => factor);
      const { coef, converged } = new LogisticRegression({ C: 1 / factor }).fit(design, y, { sampleWeight });
      expect(converged).toBe(true);
      coef.forEach((value, j) => {
        expect(Math.abs(value - expected.coef[j]!)).toBeLessThan(1e-8);
      });
    }
  });

  it('starts again where a start is so far away that nothing is finite there', () => {
    const { coef } = fit({ start: { coef: [1e308, -1e308, 1e308, 0, 0], intercept: -1e308 } });
    expect(coef).toEqual(expected.coef);
  });
});

describe('kernels', () => {
  it('refuse more memory than their addresses reach, before they ask for it', () => {
    for (const open of [fastestKernels, plainKernels]) {
      expect(() => open(2 ** 31)).toThrow(expect.objectContaining({ code: 'problem_too_large', kind: 'refused' }));
    }
  });

  it('refuse categories of too many levels beside too many columns', () => {
    const many = Array.from({ length: 300 }, (_, j) => rows.map((i) => Math.sin(i * (j + 1))));
    const levels = { codes, nLevels: 1_000_000 };
    expect(() => new LogisticRegression().fit(designOf(many, [levels]), y)).toThrow(
      expect.objectContaining({ code: 'problem_too_large' }),
    );
  });
});
