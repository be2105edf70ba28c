import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComputeThreads, computeContext } from '@propensity/core/compute';
import { parseConfig } from '@propensity/core/config';
import { modelTraining, type TrainResult } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStack } from '../../src/index.js';
import { type BuiltComputeThreads, buildComputeThreads } from '../support/built-compute-threads.js';

/** Leaves a dozen features. */
const DROP = (
  'sessions_* engagement_* active_days_* engaged_sessions events_per_session sessions_per_active_day longest_* ' +
  'distinct_* page_view_* view_* add_* begin_* scroll_* select_* remove_* orders revenue items_* item_* days_since_*'
).split(' ');

let folder: string;
let built: BuiltComputeThreads;

// Enough rows that a fit of two of the three folds is cut into parts, which is what threads share.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-threads-'));
  await writeSimulatedExport({ users: 3_500, days: 60, seed: 11, folder: join(folder, 'export') });
  built = await buildComputeThreads();
}, 120_000);
afterAll(async () => {
  await built.remove();
  await rm(folder, { recursive: true });
});

/** Trains anew on the simulated shop; gives the bytes of the artifact's file, which is then removed. */
async function train(threads?: ComputeThreads): Promise<{ file: Buffer; result: TrainResult }> {
  const config = parseConfig({
    source: { events: 'export/events_*.parquet' },
    target: { event: 'view_item' },
    lookbackDays: 21,
    // Few columns, so that the fits are quick; numbers and categories among them.
    features: { drop: DROP },
    training: { snapshots: 20, everyDays: 1, testShare: 0.1, calibrationFolds: 3 },
    local: { folder: 'stack' },
  });
  const { ports, settings, close } = openLocalStack(config, {
    baseDirectory: folder,
    progress: silentProgress,
    clock: () => Date.parse('2025-04-01T12:00:00Z'),
    codeVersion: 'test',
  });
  try {
    const result = await modelTraining({ ...ports, ...(threads && { compute: computeContext(threads) }) }, settings, {
      force: true,
    });
    const path = join(folder, 'stack/models', result.artifact.name);
    const file = await readFile(path);
    await rm(path);
    return { file, result };
  } finally {
    await close();
  }
}

describe('modelTraining', () => {
  it('writes the same artifact, byte for byte, whether no thread helps, one or two', async () => {
    const alone = await train();
    for (const count of [1, 2]) {
      const threads = new built.esm.WorkerComputeThreads(count);
      let tasks = 0;
      const counting: ComputeThreads = {
        post(task) {
          tasks++;
          threads.post(task);
        },
      };
      const helped = await train(counting);
      await threads.close();
      expect(helped.file.equals(alone.file)).toBe(true);
      expect(helped.result).toEqual(alone.result);
      expect(tasks).toBeGreaterThan(0);
    }
  }, 240_000);
});
