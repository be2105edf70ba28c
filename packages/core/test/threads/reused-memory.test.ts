import { describe, expect, it } from 'vitest';
import { fitModel } from '../../src/jobs/fit-model.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { ReusedMemory } from '../../src/threads/reused-memory.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { numbers } from '../support/some-table.js';
import { settingsFor } from '../support/synthetic-shop.js';

describe('ReusedMemory', () => {
  it('gives columns memory of their own, and the same again after reuse', () => {
    const memory = new ReusedMemory();
    const [a, b, c] = [memory.doubles(3), memory.integers(3), memory.doubles(2)];
    expect(new Set([a.buffer, b.buffer, c.buffer]).size).toBe(3);
    expect([a.length, b.length, c.length]).toEqual([3, 3, 2]);
    memory.reuse();
    expect(memory.integers(2).buffer).toBe(a.buffer);
    expect(memory.doubles(3).buffer).toBe(b.buffer);
  });

  it('takes larger memory where a column does not fit, once', () => {
    const memory = new ReusedMemory();
    const small = memory.doubles(2);
    memory.expect(10);
    memory.reuse();
    const first = memory.doubles(4);
    expect(first.buffer).not.toBe(small.buffer);
    memory.reuse();
    const second = memory.doubles(10);
    expect([second.buffer, second.length]).toEqual([first.buffer, 10]);
  });
});

describe('a fit with threads', () => {
  const n = 4000;
  const rows = {
    features: new Table([
      ['visits', numbers(Array.from({ length: n }, (_, i) => (i % 11 === 0 ? null : i % 7)))],
      ['days', numbers(Array.from({ length: n }, (_, i) => (i * 13) % 29))],
    ]),
    labels: Float64Array.from({ length: n }, (_, i) => (((i * 0.618) % 1) * 10 < i % 7 ? 1 : 0)),
    userBucket: Float64Array.from({ length: n }, (_, i) => userBucket(`user ${i}`)),
    snapshotIndex: new Int32Array(n),
  };
  const preprocessor = new Preprocessor([
    { name: 'visits', kind: 'numeric' },
    { name: 'days', kind: 'numeric' },
  ]);
  const training = { ...settingsFor().training, testShare: 0 };
  const posted: unknown[] = [];
  const threads = { post: (task: unknown) => void posted.push(task) };

  it('keeps one design in shared memory, whatever the number of folds, and gives the same bits', async () => {
    const { fastestKernels } = await import('../../src/kernels/fastest-kernels.js');
    const compute = { openKernels: fastestKernels, threads };
    const memory = new ReusedMemory();
    const taken = new Set<unknown>();
    const watched = Object.assign(memory, {});
    for (const name of ['doubles', 'integers'] as const) {
      const original = memory[name].bind(memory);
      watched[name] = ((length: number) => {
        const column = original(length);
        taken.add(column.buffer);
        return column;
      }) as never;
    }
    const fitted = fitModel(rows, preprocessor, training, { compute, memory: watched });
    // Two numbers, and whether visits are missing.
    expect(taken.size).toBe(3);
    expect(fitted).toEqual(fitModel(rows, preprocessor, training));
  });
});
