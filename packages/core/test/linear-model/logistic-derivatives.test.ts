import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designTimes } from '../../src/linear-model/design-product.js';
import { logisticGradient } from '../../src/linear-model/logistic-gradient.js';
import { logisticHessian } from '../../src/linear-model/logistic-hessian.js';
import { logisticObjective } from '../../src/linear-model/logistic-objective.js';
import type { LogisticProblem } from '../../src/linear-model/logistic-problem.js';
import { designOf } from './synthetic-design.js';

const STEP = 1e-5;

// 1,100 rows: more than two blocks of the Hessian, and a last block that is not full.
const problem: LogisticProblem = (() => {
  const rows = Array.from({ length: 1100 }, (_, i) => i);
  return {
    design: designOf(
      [rows.map((i) => Math.sin(i)), rows.map((i) => Math.cos(3 * i) + 0.2)],
      [
        { codes: rows.map((i) => (i % 7 === 0 ? -1 : i % 3)), nLevels: 3 },
        { codes: rows.map((i) => (i >> 2) % 2), nLevels: 2 },
      ],
    ),
    y: Float64Array.from(rows, (i) => ((i * i) % 3) % 2),
    sampleWeight: Float64Array.from(rows, (i) => 0.5 + (i % 4)),
    C: 0.7,
    fitIntercept: true,
  };
})();
const size = problem.design.nColumns + 1;

const etaAt = (theta: Float64Array) => designTimes(problem.design, theta, theta[problem.design.nColumns]!);
const objectiveAt = (theta: Float64Array) => logisticObjective(problem, etaAt(theta), theta);
const gradientAt = (theta: Float64Array) => logisticGradient(problem, etaAt(theta), theta);
const moved = (theta: Float64Array, j: number, by: number) => theta.map((value, k) => (k === j ? value + by : value));
const someTheta = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size, maxLength: size })
  .map((values) => Float64Array.from(values));

describe('logistic derivatives', () => {
  it('has the gradient of its objective (central differences)', () => {
    fc.assert(
      fc.property(someTheta, (theta) => {
        const { gradient } = gradientAt(theta);
        for (let j = 0; j < size; j++) {
          const slope = (objectiveAt(moved(theta, j, STEP)) - objectiveAt(moved(theta, j, -STEP))) / (2 * STEP);
          expect(Math.abs(gradient[j]! - slope)).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('has the Hessian of its gradient (central differences), symmetric', () => {
    fc.assert(
      fc.property(someTheta, (theta) => {
        const hessian = logisticHessian(problem, gradientAt(theta).curvature);
        for (let j = 0; j < size; j++) {
          const above = gradientAt(moved(theta, j, STEP)).gradient;
          const below = gradientAt(moved(theta, j, -STEP)).gradient;
          for (let k = 0; k < size; k++) {
            expect(Math.abs(hessian[j * size + k]! - (above[k]! - below[k]!) / (2 * STEP))).toBeLessThan(1e-4);
            expect(hessian[j * size + k]).toBe(hessian[k * size + j]);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
