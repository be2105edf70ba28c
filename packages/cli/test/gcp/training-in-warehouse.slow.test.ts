import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelArtifact } from '@propensity/core';
import type { PropensityConfigInput } from '@propensity/core/config';
import { parseArtifact } from '@propensity/core/models';
import { createScratch, describeOnServers, gcpTables, loadDayTables, localTables } from '@propensity/gcp-testing';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionsFlow } from './support/flow.js';

const LIMIT = 1_800_000;
const NOW = Date.parse('2025-03-01T12:00:00Z');
const TRAIN_AT = '2025-01-08';
/** Leaves a few numbers and categories. */
const DROP = (
  'sessions_* engagement_* active_days_* engaged_sessions events_per_session sessions_per_active_day longest_* ' +
  'distinct_* page_view_* add_* begin_* scroll_* select_* remove_* orders revenue items_* item_* days_since_*'
).split(' ');
const QUESTION = {
  target: { event: 'view_item' },
  lookbackDays: 7,
  horizonDays: 3,
  features: { drop: DROP },
} as const;

interface Trained {
  readonly result: Readonly<Record<string, unknown>>;
  readonly artifact: ModelArtifact;
}

/** The fit in the artifact, and the one that was tested. */
const FITS: readonly (readonly [string, (trained: Trained) => Pick<ModelArtifact, 'model' | 'calibration'>])[] = [
  ['the fit that serves', ({ artifact }) => artifact],
  ['the fit that was tested', ({ artifact }) => artifact.tested!],
];

describeOnServers('a training by aggregates in BigQuery, beside one in memory on the local stack', (servers) => {
  describe.each([
    ['penalties that are compared', { snapshots: 2 }],
    ['a part of the negatives', { snapshots: 2, C: 1, negativeShare: 0.6 }],
  ] as const)('with %s', (_, training) => {
    let folder: string;
    let inMemory: Trained;
    let there: Trained;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'propensity-aggregates-'));
      const options = { users: 900, days: 19, seed: 3, startDay: '2024-12-29' } as const;
      const { files } = await writeSimulatedExport({ folder: join(folder, 'export'), ...options });
      const local = { folder: join(folder, 'local') };
      const config = {
        source: { type: 'ga4', events: [...files] },
        local,
        training: { ...training, where: 'memory' },
      } satisfies Partial<PropensityConfigInput>;
      inMemory = await train({ ...QUESTION, ...config }, async () => (await localTables(local.folder)).artifacts);
      const scratch = await createScratch(servers);
      try {
        await loadDayTables(scratch.bigquery, scratch.gcp.eventsDataset!, files);
        const config = { stack: 'gcp', gcp: scratch.gcp, training: { ...training, where: 'warehouse' } } as const;
        there = await train({ ...QUESTION, ...config }, async () => (await gcpTables(scratch)).artifacts);
      } finally {
        await scratch.remove();
      }
    }, LIMIT);
    afterAll(() => rm(folder, { recursive: true }));

    it.each(FITS)('has the coefficients, the penalty and the calibration: %s', (_, of) => {
      const [found, expected] = [of(there), of(inMemory)];
      if (found.model.kind !== 'linear' || expected.model.kind !== 'linear') throw new TypeError('not linear');
      expect(found.model.C).toBe(expected.model.C);
      expect(found.model.coef).toHaveLength(expected.model.coef.length);
      const [ours, theirs] = [found.model, expected.model].map(({ intercept, coef }) => [intercept, ...coef]);
      const apart = theirs!.map((coef, j) => Math.abs(coef - ours![j]!) / (1 + Math.abs(coef)));
      expect(Math.max(...apart)).toBeLessThanOrEqual(1e-9);
      expect(found.calibration.method).toBe(expected.calibration.method);
    });

    it('has the preprocessing, the counts and the verdict', () => {
      expect([inMemory.result.where, there.result.where]).toEqual(['memory', 'warehouse']);
      for (const key of ['counts', 'train', 'test', 'status'] as const) {
        expect([key, there.result[key]]).toEqual([key, inMemory.result[key]]);
      }
      expectNear(there.artifact.preprocessing, inMemory.artifact.preprocessing, 1e-9);
      expect(there.artifact.inputs).toEqual(inMemory.artifact.inputs);
    });

    it('has the threshold and the metrics, as exactly as compared fits are stopped', () => {
      expectNear(there.artifact.metrics, inMemory.artifact.metrics, 2e-5);
      expectNear(there.artifact.selection, inMemory.artifact.selection, 2e-5);
    });
  });
});

/** @param artifacts what the stack has written */
async function train(
  config: PropensityConfigInput,
  artifacts: () => Promise<Readonly<Record<string, string>>>,
): Promise<Trained> {
  const flow = await functionsFlow(config, NOW);
  try {
    const result = await flow.job('modelTraining', TRAIN_AT);
    const written = await artifacts();
    const { name: fileName, sha256 } = result.artifact as { readonly name: string; readonly sha256: string };
    return { result, artifact: parseArtifact(written[fileName]!, { sha256, fileName }) };
  } finally {
    await flow.close();
  }
}

/** Both are the same, numbers to a bound relative to 1 + their size. */
function expectNear(found: unknown, expected: unknown, bound: number, path = ''): void {
  if (typeof expected === 'number' && typeof found === 'number') {
    expect(Math.abs(found - expected) / (1 + Math.abs(expected)), path).toBeLessThanOrEqual(bound);
  } else if (typeof expected === 'object' && expected !== null && typeof found === 'object' && found !== null) {
    expect(Object.keys(found), path).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectNear((found as Record<string, unknown>)[key], value, bound, `${path}.${key}`);
    }
  } else expect(found, path).toEqual(expected);
}
