import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { openLocalStack } from '@propensity/local-adapters';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareLookups, userOf } from '../../src/lookups/prepare-lookups.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-lookups-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('every user that is asked for has a prediction, of one of four weeks', async () => {
  const baseDirectory = dirname(await prepareLookups(join(folder, 'bench'), 1000));
  const config = parseConfig({ source: { events: 'x' }, target: { event: 'purchase' } });
  const stack = openLocalStack(config, {
    baseDirectory,
    progress: silentProgress,
    clock: () => 0,
    codeVersion: 'bench',
  });
  const weeks = new Set<string>();
  for (let n = 0; n < 1000; n++) weeks.add((await stack.ports.predictions.find(userOf(n), 'purchase'))!.predicted_week);
  expect(weeks.size).toBe(4);
  expect(await stack.ports.predictions.find(userOf(1000), 'purchase')).toBeNull();
  await stack.close();
});
