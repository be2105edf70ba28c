import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOOKBACK_DAYS, SNAPSHOT } from '../../src/warehouse/bench-stack.js';
import { timeFeatures } from '../../src/warehouse/features-job.js';
import { timePredictions } from '../../src/warehouse/predictions-job.js';
import { preparePredictions } from '../../src/warehouse/prepare-predictions.js';
import { writeSyntheticExport } from '../../src/warehouse/synthetic-export.js';

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'propensity-bench-'));
});
afterAll(() => rm(cache, { recursive: true }));

test('predictions are measured on the users asked for, from the snapshot given', async () => {
  const first = await timePredictions(await preparePredictions(cache, 2000, false));
  expect(first.counts).toEqual({ scored: 2000, overwritten: 0, appended: 2000, kept: 0, selected: expect.any(Number) });
}, 60_000);

test('predictions of few features are measured on the users asked for', async () => {
  const few = await timePredictions(await preparePredictions(cache, 2000, false, 'few'), 'few');
  expect(few.counts.scored).toBe(2000);
}, 60_000);

test('again, most users have a prediction already, and some have not come back', async () => {
  const { counts } = await timePredictions(await preparePredictions(cache, 2000, true));
  expect(counts.scored).toBe(2000);
  expect(counts.overwritten / 2000).toBeCloseTo(0.8, 1);
  expect(counts.kept).toBe(400);
}, 60_000);

test('features are measured on the users asked for', async () => {
  const folder = join(cache, 'export');
  await writeSyntheticExport(folder, { events: 5000, users: 700, until: SNAPSHOT, days: LOOKBACK_DAYS });
  const time = await timeFeatures(folder);
  expect(time).toMatchObject({ snapshot: SNAPSHOT, users: 700 });
  expect(time.another_seconds).toBeGreaterThan(0);
}, 60_000);
