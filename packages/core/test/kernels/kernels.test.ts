import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenKernels } from '../../src/kernels/logistic-kernels.js';
import { plainKernels } from '../../src/kernels/plain-kernels.js';
import { wasmKernels } from '../../src/kernels/wasm-kernels.js';
import type { LogisticProblem } from '../../src/linear-model/logistic-problem.js';
import { LogisticFunction } from '../../src/linear-model/solver/logistic-function.js';
import { minimiseByNewton } from '../../src/linear-model/solver/newton.js';
import type { PassKind } from '../../src/linear-model/solver/pass-kind.js';
import { TilePasses } from '../../src/linear-model/solver/tile-passes.js';
import { levelSourceOf, numberSourceOf } from '../../src/preprocessing/design-matrix.js';
import { expOfNegative, log1pOfShare } from '../../src/special-functions/exp-log1p.js';
import { designOf } from '../support/synthetic-design.js';

const webAssembly: OpenKernels = (bytes) => wasmKernels(bytes)!;

const someProblem = fc
  .record({
    nRows: fc.integer({ min: 2, max: 1600 }),
    nDense: fc.integer({ min: 0, max: 9 }),
    nLevels: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
    seed: fc.integer({ min: 1, max: 1000 }),
    fitIntercept: fc.boolean(),
  })
  .filter(({ nDense, nLevels }) => nDense + nLevels.length > 0)
  .map(({ nRows, nDense, nLevels, seed, fitIntercept }): LogisticProblem => {
    const noise = (i: number, j: number) =>
      Math.abs(Math.sin(seed * 12.9898 + i * 78.233 + j * 37.719) * 43758.5453) % 1;
    const rows = Array.from({ length: nRows }, (_, i) => i);
    return {
      design: designOf(
        Array.from({ length: nDense }, (_, j) => rows.map((i) => 4 * noise(i, j) - 2)),
        nLevels.map((count, k) => ({
          codes: rows.map((i) => Math.floor(noise(i, 20 + k) * (count + 1)) - 1),
          nLevels: count,
        })),
      ),
      y: Float64Array.from(rows, (i) => (i < 2 ? i : Math.round(noise(i, 50)))),
      sampleWeight: Float64Array.from(rows, (i) => 1 + Math.floor(3 * noise(i, 60))),
      offset: seed % 2 === 0 ? Float64Array.from(rows, (i) => noise(i, 70)) : null,
      C: 10 ** ((seed % 9) - 4),
      fitIntercept,
    };
  });

describe('kernels', () => {
  it('e^x and ln(1 + z) are within rounding of the engine’s', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -708, max: 0, noNaN: true }),
        fc.double({ min: 1e-300, max: 1, noNaN: true }),
        (x, z) => {
          expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
          expect(Math.abs(log1pOfShare(z) - Math.log1p(z))).toBeLessThanOrEqual(5e-16 * Math.log1p(z));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each<PassKind>(['gradient', 'cross', 'product'])('%s: WebAssembly and TypeScript give the same bits', (kind) => {
    fc.assert(
      fc.property(someProblem, ({ design, y, sampleWeight, offset }) => {
        const rows = {
          nRows: design.nRows,
          columns: design.numeric.map(numberSourceOf),
          codes: design.categorical.map(levelSourceOf),
          nLevels: design.categorical.map(({ nLevels }) => nLevels),
          y,
          weight: sampleWeight,
          offset,
          curvature: Float64Array.from(y, (_, i) => 0.25 * Math.abs(Math.sin(i))),
          pairTables: true,
        };
        const [a, b] = [webAssembly, plainKernels].map((open) => {
          const passes = new TilePasses(rows, open);
          const coef = Float64Array.from({ length: passes.layout.coef.length }, (_, j) => Math.sin(j) * 3);
          // "No level" adds nothing; nor do the columns of zeros.
          return passes.run(kind, coef, 0, rows.nRows).slice();
        });
        expect(a).toEqual(b);
      }),
      { numRuns: 30 },
    );
  });

  it('a whole fit gives the same bits either way', () => {
    fc.assert(
      fc.property(someProblem, (problem) => {
        const [a, b] = [webAssembly, plainKernels].map((open) => {
          const f = new LogisticFunction(problem, { openKernels: open });
          return minimiseByNewton(f, new Float64Array(f.order.length), { tol: 1e-9, maxIter: 50 });
        });
        expect(a).toEqual(b);
        expect(a!.converged).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
