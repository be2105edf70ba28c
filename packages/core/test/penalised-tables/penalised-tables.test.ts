import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { BandFactor } from '../../src/penalised-tables/band-factor.js';
import type { BandMatrix } from '../../src/penalised-tables/band-matrix.js';
import { type Direction, PenalisedTable } from '../../src/penalised-tables/penalised-table.js';
import { pairPenalty, type TableAxis, tablePenalty } from '../../src/penalised-tables/penalties.js';
import { binOf, quantileCuts } from '../../src/penalised-tables/quantile-cuts.js';

const numeric = (size: number): TableAxis => ({ kind: 'numeric', size });
const categorical = (size: number): TableAxis => ({ kind: 'categorical', size });

function dense({ size, width, values }: BandMatrix): Matrix {
  const matrix = Matrix.zeros(size, size);
  for (let j = 0; j < size; j++) {
    for (let m = 0; m <= width && j + m < size; m++) {
      matrix.set(j, j + m, values[j * (width + 1) + m]!);
      matrix.set(j + m, j, values[j * (width + 1) + m]!);
    }
  }
  return matrix;
}

const quadratic = (matrix: Matrix, x: Float64Array) => matrix.mmul(Matrix.columnVector(x)).dot(Matrix.columnVector(x));

describe('penalties', () => {
  it('are sums of squares of differences and of values', () => {
    const x = Float64Array.of(2, 1, 4, 3);
    // Code 0 is for missing numbers, which have no neighbour.
    expect(tablePenalty(numeric(4)).quadratic(x)).toBeCloseTo(3 ** 2 + 1 + 0.02 * (4 + 1 + 16 + 9), 12);
    expect(tablePenalty(categorical(4)).quadratic(x)).toBeCloseTo(4 + 1 + 16 + 9, 12);
    // Two rows of three: numbers after a missing one along both axes.
    const cells = Float64Array.of(1, 0, 5, 2, 3, 7);
    const squares = [1, 0, 25, 4, 9, 49];
    const ofMissing = 0.5 * (1 + 0 + 25) + 0.5 * (1 + 4);
    const along = (5 - 0) ** 2 + (7 - 3) ** 2;
    const all = squares.reduce((sum, each) => sum + each, 0);
    expect(pairPenalty(numeric(2), numeric(3)).quadratic(cells)).toBeCloseTo(ofMissing + along + 0.1 * all, 12);
    expect(pairPenalty(categorical(2), categorical(3)).quadratic(cells)).toBeCloseTo(1.1 * all, 12);
    expect(pairPenalty(categorical(2), numeric(3)).quadratic(cells)).toBeCloseTo(
      0.5 * all + 0.5 * (1 + 4) + along + 0.1 * all,
      12,
    );
    expect(pairPenalty(numeric(3), categorical(2)).quadratic(cells)).toBeCloseTo(
      0.5 * (1 + 0) + 0.5 * all + (3 - 5) ** 2 + (7 - 2) ** 2 + 0.1 * all,
      12,
    );
  });

  it.each([
    ['one feature', tablePenalty(numeric(9))],
    ['two numbers', pairPenalty(numeric(5), numeric(4))],
    ['a number and a category', pairPenalty(numeric(4), categorical(3))],
    ['a category and a number', pairPenalty(categorical(3), numeric(6))],
    ['two categories', pairPenalty(categorical(3), categorical(4))],
  ])('and their factors solve and invert: %s', (_, penalty) => {
    const diagonal = Float64Array.from({ length: penalty.size }, (__, i) => 1 + (i % 3));
    const matrix = penalty.scaledPlus(2.5, diagonal);
    const whole = dense(matrix);
    const vector = diagonal.map((value, i) => value - i);
    expect(matrix.quadratic(vector)).toBeCloseTo(quadratic(whole, vector), 9);
    const factor = new BandFactor(matrix);
    const back = whole.mmul(Matrix.columnVector(factor.solve(vector))).to1DArray();
    for (const [i, value] of back.entries()) expect(value).toBeCloseTo(vector[i]!, 10);
    const inverted = inverse(whole).diagonal();
    for (const [i, value] of factor.inverseDiagonal().entries()) expect(value).toBeCloseTo(inverted[i]!, 10);
  });
});

describe('PenalisedTable', () => {
  const size = 12;
  const gradient = Float64Array.from({ length: size }, (_, i) => 10 * Math.sin(2.3 * i));
  const curvature = Float64Array.from({ length: size }, (_, i) => 20 + (i % 5));

  it('ends where the gradient is that of the penalty, and λ is that of its rule', () => {
    const table = new PenalisedTable(tablePenalty(numeric(size)), { shape: 1, lambda: 300 });
    for (let step = 0; step < 200; step++) {
      table.step(
        gradient.map((value, i) => value - curvature[i]! * table.values[i]!),
        curvature,
      );
    }
    const system = table.penalty.scaledPlus(table.lambda, curvature);
    const degrees = new BandFactor(system).inverseDiagonal().reduce((sum, each, i) => sum + each * curvature[i]!, 0);
    expect(table.lambda).toBeCloseTo((degrees + 2) / (table.penalty.quadratic(table.values) + 2 / 300), 6);
    expect(degrees).toBeGreaterThan(1);
    const residual = dense(table.penalty.scaledPlus(table.lambda, curvature))
      .mmul(Matrix.columnVector(table.values))
      .to1DArray();
    for (const [i, value] of residual.entries()) expect(value).toBeCloseTo(gradient[i]!, 6);
  });

  it('goes one way where it has to, from the first bin of numbers on, and nearly where it would anyway', () => {
    const solve = (direction: Direction | null, sign = 1) => {
      const table = new PenalisedTable(tablePenalty(numeric(size)), { shape: 1, lambda: 1 }, direction);
      const wanted = Float64Array.from({ length: size }, (_, i) => sign * (i === 0 ? 9 : i + 2 * Math.sin(2 * i)));
      for (let step = 0; step < 20; step++) {
        table.step(
          wanted.map((value, i) => 5 * (value - table.values[i]!)),
          curvature.map(() => 5),
          true,
        );
      }
      return table.values;
    };
    const [free, rising, falling] = [solve(null), solve('increasing'), solve('decreasing', -1)];
    expect([...free.slice(1)].some((value, i) => i > 0 && value < free[i]!)).toBe(true);
    for (let code = 2; code < size; code++) expect(rising[code]!).toBeGreaterThanOrEqual(rising[code - 1]!);
    for (let code = 0; code < size; code++) {
      expect(falling[code]).toBeCloseTo(-rising[code]!, 12);
      expect(Math.abs(rising[code]! - free[code]!)).toBeLessThan(1.5);
    }
    // Missing values are not in the order.
    expect(rising[0]).toBeGreaterThan(rising[1]!);
  });

  it('takes no step longer than 2', () => {
    const table = new PenalisedTable(tablePenalty(categorical(2)), { shape: 1, lambda: 300 });
    const change = table.step(Float64Array.of(0, 1e9), Float64Array.of(1, 1));
    expect(Math.max(...change)).toBe(2);
  });
});

describe('quantileCuts', () => {
  const sizesOf = (values: ArrayLike<number>, cuts: readonly number[]) => {
    const sizes = new Array<number>(cuts.length + 1).fill(0);
    for (const value of Array.from(values)) sizes[binOf(cuts, value)]!++;
    return sizes;
  };

  it('has every distinct value in a bin of its own where there is room', () => {
    expect(quantileCuts(Float64Array.of(3, 1, 1, 2, Number.NaN), 128)).toEqual([1.5, 2.5]);
    expect(quantileCuts(Float64Array.of(5, 5), 128)).toEqual([]);
    expect(quantileCuts(Float64Array.of(Number.NaN), 128)).toEqual([]);
  });

  it('has bins of equal weight, and a heavy value alone', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 400 ? 0 : i - 700.5));
    const sizes = sizesOf(values, quantileCuts(values, 16));
    expect(Math.max(...sizes)).toBe(400);
    expect(sizes.filter((size) => size !== 400).every((size) => size <= 44)).toBe(true);
    expect(sizes.length).toBeGreaterThan(12);
  });

  it('has no more bins than are allowed, none empty, and takes weights for repetitions', () => {
    const rows = fc.array(
      fc.record({ value: fc.integer({ min: -60, max: 60 }), times: fc.integer({ min: 0, max: 4 }) }),
      {
        minLength: 1,
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 20 }), (given, maxBins) => {
        const repeated = Float64Array.from(given.flatMap(({ value, times }) => new Array<number>(times).fill(value)));
        const cuts = quantileCuts(repeated, maxBins);
        expect(cuts.length).toBeLessThan(maxBins);
        expect(cuts).toEqual([...new Set(cuts)].sort((a, b) => a - b));
        if (repeated.length > 0) expect(sizesOf(repeated, cuts)).not.toContain(0);
        const values = Float64Array.from(given, ({ value }) => value);
        expect(
          quantileCuts(
            values,
            maxBins,
            Float64Array.from(given, ({ times }) => times),
          ),
        ).toEqual(cuts);
      }),
    );
  });

  it('cuts between neighbouring doubles, however large', () => {
    const next = 1 + Number.EPSILON;
    const [cut] = quantileCuts(Float64Array.of(1, next), 8);
    expect([binOf([cut!], 1), binOf([cut!], next)]).toEqual([0, 1]);
    expect(quantileCuts(Float64Array.of(-1.7e308, 1.7e308), 8)).toEqual([0]);
  });
});
