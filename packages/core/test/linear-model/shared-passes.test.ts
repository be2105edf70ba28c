import { describe, expect, it } from 'vitest';
import { FASTEST_COMPUTE } from '../../src/compute-context/fastest-compute.js';
import type { OpenKernels } from '../../src/kernels/logistic-kernels.js';
import { wasmKernels } from '../../src/kernels/wasm-kernels.js';
import { PASS_KINDS } from '../../src/linear-model/solver/pass-kind.js';
import { RowPasses } from '../../src/linear-model/solver/row-passes.js';
import type { SharedPasses } from '../../src/linear-model/solver/shared-passes.js';
import type { ProblemRows } from '../../src/linear-model/solver/tile-passes.js';
import type { ComputeThreads } from '../../src/threads/compute-threads.js';

const nRows = 40_000;
const someRows = (): ProblemRows => ({
  nRows,
  columns: [{ read: 'value', values: Float64Array.from({ length: nRows }, (_, i) => Math.sin(i)) }],
  codes: [
    { codes: Int32Array.from({ length: nRows }, (_, i) => (i * 7) % 5) },
    { codes: Int32Array.from({ length: nRows }, (_, i) => i % 3) },
  ],
  nLevels: [5, 3],
  y: Float64Array.from({ length: nRows }, (_, i) => (i * i) % 2),
  weight: null,
  offset: null,
  curvature: new Float64Array(nRows),
  pairTables: true,
});

describe('RowPasses', () => {
  it('goes on alone, with the same sums, when a helping thread does not come back', () => {
    let task: SharedPasses | null = null;
    const threads: ComputeThreads = {
      post: (posted) => {
        task = posted as SharedPasses;
      },
    };
    // While the first part is summed, a thread takes the second one, and is never heard of again.
    const openAndLose: OpenKernels = (bytes) => {
      const kernels = wasmKernels(bytes)!;
      let isLost = false;
      return {
        ...kernels,
        linear: (...args) => {
          if (!isLost && task !== null) Atomics.add(task.control, 1, 1);
          isLost = true;
          kernels.linear(...args);
        },
      };
    };
    const coef = (length: number) => Float64Array.from({ length }, (_, i) => Math.cos(i) / 10);
    const alone = new RowPasses(someRows(), FASTEST_COMPUTE);
    const helped = new RowPasses(someRows(), { openKernels: openAndLose, threads }, 20);
    for (const kind of ['gradient', ...PASS_KINDS] as const) {
      const expected = alone.run(kind, coef(alone.layout.coef.length)).slice();
      expect(helped.run(kind, coef(helped.layout.coef.length))).toEqual(expected);
    }
    expect(task).not.toBeNull();
  });
});
