import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { type DesignMatrix, LogisticRegression, Preprocessor, Table } from '@propensity/core';
import { AdditiveCandidate } from '@propensity/core/additive-model';
import { type ComputeThreads, computeContext } from '@propensity/core/compute';
import { PreparedRows } from '@propensity/core/models';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openComputeThreads } from '../../src/compute-threads.js';
import { type BuiltComputeThreads, buildComputeThreads } from '../support/built-compute-threads.js';

const N = 40_000;
let built: BuiltComputeThreads;
let started: Worker[];
const remember = (worker: Worker) => started.push(worker);

beforeAll(async () => {
  built = await buildComputeThreads();
  process.on('worker', remember);
});
beforeEach(() => {
  started = [];
});
afterAll(async () => {
  process.off('worker', remember);
  await built.remove();
});

const noise = (i: number, j: number) => Math.abs(Math.sin(i * 78.233 + j * 37.719) * 43758.5453) % 1;
const rows = Array.from({ length: N }, (_, i) => i);
const design: DesignMatrix = {
  nRows: N,
  nColumns: 2 + 30,
  columnNames: Array.from({ length: 32 }, (_, j) => `x${j}`),
  numeric: [0, 1].map((j) => ({ values: Float64Array.from(rows, (i) => 2 * noise(i, j) - 1), coefIndex: j })),
  categorical: [{ codes: Int32Array.from(rows, (i) => Math.floor(30 * noise(i, 2))), nLevels: 30, offset: 2 }],
};
const y = rows.map((i) => (noise(i, 3) < 0.2 + 0.2 * noise(i, 0) ? 1 : 0));
const alone = new LogisticRegression().fit(design, y);

describe.each(['esm', 'cjs'] as const)('WorkerComputeThreads, as %s', (format) => {
  it('change no bit of a fit, however many they are', async () => {
    for (const count of [1, 2]) {
      const threads = new built[format].WorkerComputeThreads(count);
      expect(new LogisticRegression().fit(design, y, { compute: computeContext(threads) })).toEqual(alone);
      // The same threads serve one fit after the other.
      const weaker = new LogisticRegression({ C: 1e-3 });
      expect(weaker.fit(design, y, { compute: computeContext(threads) })).toEqual(weaker.fit(design, y));
      await threads.close();
    }
    await nextTurn();
    expect(started).toHaveLength(1 + 2);
  });

  it('change no bit of an additive model', async () => {
    const codes = design.categorical[0]!.codes;
    const table = new Table([
      ['a', { kind: 'numeric', values: design.numeric[0]!.values }],
      ['b', { kind: 'numeric', values: design.numeric[1]!.values }],
      ['c', { kind: 'categorical', codes, levels: Array.from({ length: 30 }, (_, level) => `level ${level}`) }],
    ]);
    const features = [...table.columns].map(([name, { kind }]) => ({ name, kind }));
    const preprocessing = new Preprocessor(features).fit(table);
    const modelOf = (threads?: ComputeThreads) => {
      const prepared = new PreparedRows(table, undefined, preprocessing, { shared: threads !== undefined });
      const candidate = new AdditiveCandidate({ C: 1, maxLearntRows: 20_000 });
      return candidate.fit({ prepared, labels: Float64Array.from(y), compute: computeContext(threads) }).toModel(0);
    };
    const threads = new built[format].WorkerComputeThreads(2);
    expect(JSON.stringify(modelOf(threads))).toBe(JSON.stringify(modelOf()));
    await threads.close();
    expect(started.length).toBeGreaterThan(0);
  });

  it('leave a fit to the calling thread when they die', async () => {
    const dying = new URL('data:text/javascript,throw new Error("dead")');
    const threads = new built[format].WorkerComputeThreads(1, dying);
    threads.start();
    await nextTurn();
    await new Promise((resolve) => started[0]!.once('exit', resolve));
    expect(new LogisticRegression().fit(design, y, { compute: computeContext(threads) })).toEqual(alone);
    await threads.close();
  });

  it('start when the first task comes, not before, and never again once closed', async () => {
    const threads = new built[format].WorkerComputeThreads(1);
    const few = { ...design, nRows: 5, numeric: [], categorical: [], nColumns: 0, columnNames: [] };
    new LogisticRegression().fit(few, [0, 1, 0, 1, 1], { compute: computeContext(threads) });
    await nextTurn();
    expect(started).toHaveLength(0);
    threads.start();
    await nextTurn();
    const [worker] = started;
    await once(worker!, 'online');
    const ended = once(worker!, 'exit');
    await threads.close();
    await ended;
    expect(new LogisticRegression().fit(design, y, { compute: computeContext(threads) })).toEqual(alone);
    await nextTurn();
    expect(started).toHaveLength(1);
  });
});

describe('openComputeThreads', () => {
  it('gives none where the module that they run is missing, as beside the sources', () => {
    expect(openComputeThreads()).toBeUndefined();
  });
});
