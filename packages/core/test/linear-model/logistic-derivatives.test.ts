import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FASTEST_COMPUTE } from '../../src/compute-context/fastest-compute.js';
import type { LogisticProblem } from '../../src/linear-model/logistic-problem.js';
import { LogisticFunction } from '../../src/linear-model/solver/logistic-function.js';
import { designOf } from '../support/synthetic-design.js';

const STEP = 1e-5;
const rows = Array.from({ length: 1101 }, (_, i) => i);

// 1,101 rows: more than two tiles, and a last one that is neither full nor even.
const problem: LogisticProblem = {
  design: designOf(
    [rows.map((i) => Math.sin(i)), rows.map((i) => Math.cos(3 * i) + 0.2)],
    [
      { codes: rows.map((i) => (i % 7 === 0 ? -1 : i % 3)), nLevels: 3 },
      { codes: rows.map((i) => (i >> 2) % 5), nLevels: 5 },
      { codes: rows.map((i) => (i % 11 === 3 ? -1 : (i >> 3) % 2)), nLevels: 2 },
    ],
  ),
  y: Float64Array.from(rows, (i) => ((i * i) % 3) % 2),
  sampleWeight: Float64Array.from(rows, (i) => 0.5 + (i % 4)),
  offset: Float64Array.from(rows, (i) => Math.sin(i / 5)),
  C: 0.7,
  fitIntercept: true,
};
const f = new LogisticFunction(problem, FASTEST_COMPUTE);
const size = f.order.length;

const moved = (theta: Float64Array, j: number, by: number) => theta.map((value, k) => (k === j ? value + by : value));
const someParameters = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size, maxLength: size })
  .map((values) => Float64Array.from(values));

/** f by its definition, row by row. */
function objectiveByHand(theta: Float64Array): number {
  const { coef, intercept } = f.order.toCoefficients(theta);
  const { design, y, sampleWeight, offset, C } = problem;
  let sum = 0;
  for (const i of rows) {
    let eta = intercept + offset![i]!;
    for (const { values, coefIndex } of design.numeric) eta += values[i]! * coef[coefIndex]!;
    for (const block of design.categorical) {
      if (block.codes[i]! >= 0) eta += coef[block.offset + block.codes[i]!]!;
    }
    sum += sampleWeight![i]! * Math.log1p(Math.exp(y[i] === 1 ? -eta : eta));
  }
  return sum + coef.reduce((squares, value) => squares + value * value, 0) / (2 * C);
}

describe('LogisticFunction', () => {
  it('is the penalised log-loss', () => {
    fc.assert(
      fc.property(someParameters, (theta) => {
        expect(Math.abs(f.evaluate(theta).objective / objectiveByHand(theta) - 1)).toBeLessThan(1e-13);
      }),
      { numRuns: 20 },
    );
  });

  it('has the gradient of its objective (central differences)', () => {
    fc.assert(
      fc.property(someParameters, (theta) => {
        const { gradient } = f.evaluate(theta);
        for (let j = 0; j < size; j++) {
          const above = f.evaluate(moved(theta, j, STEP)).objective;
          const below = f.evaluate(moved(theta, j, -STEP)).objective;
          expect(Math.abs(gradient[j]! - (above - below) / (2 * STEP))).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('solves with the Hessian of its gradient: H⁻¹ takes a difference of gradients back to the step', () => {
    fc.assert(
      fc.property(someParameters, (theta) => {
        for (let j = 0; j < size; j++) {
          const above = f.evaluate(moved(theta, j, STEP)).gradient;
          const below = f.evaluate(moved(theta, j, -STEP)).gradient;
          f.evaluate(theta);
          const back = f.hessian().solve(above.map((value, k) => (value - below[k]!) / (2 * STEP)));
          back.forEach((value, k) => {
            expect(Math.abs(value - (k === j ? 1 : 0))).toBeLessThan(1e-4);
          });
        }
      }),
      { numRuns: 20 },
    );
  });
});
