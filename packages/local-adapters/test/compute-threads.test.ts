import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type DesignMatrix, LogisticRegression } from '@propensity/core';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerComputeThreads } from '../src/compute-threads.js';

const N = 40_000;
const folder = mkdtempSync(join(tmpdir(), 'compute-'));
const entry = join(folder, 'compute-worker.mjs');
const opened: WorkerComputeThreads[] = [];

// A worker needs a module that Node can run as it is: the sources, bundled.
beforeAll(() =>
  build({
    entryPoints: [fileURLToPath(new URL('../src/compute-worker.ts', import.meta.url))],
    outfile: entry,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@propensity/source'],
  }),
);
afterAll(async () => {
  for (const threads of opened) await threads.close();
  rmSync(folder, { recursive: true });
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

describe('WorkerComputeThreads', () => {
  it('change no bit of a fit, however many they are', () => {
    const alone = new LogisticRegression().fit(design, y);
    for (const count of [1, 2]) {
      const threads = new WorkerComputeThreads(count, pathToFileURL(entry));
      opened.push(threads);
      expect(new LogisticRegression().fit(design, y, { threads })).toEqual(alone);
      // The same threads serve one fit after the other.
      const weaker = new LogisticRegression({ C: 1e-3 });
      expect(weaker.fit(design, y, { threads })).toEqual(weaker.fit(design, y));
    }
  });
});
