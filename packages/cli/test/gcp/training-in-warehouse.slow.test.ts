import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelArtifact } from '@propensity/core';
import type { PropensityConfigInput } from '@propensity/core/config';
import {
  createScratch,
  describeOnServers,
  gcpTables,
  loadDayTables,
  localTables,
  type Scratch,
} from '@propensity/gcp-testing';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandFlow, type Flow } from './support/flow.js';
import { NOW, SMALL_SHOP, TRAIN_AT } from './support/small-shop.js';

// Each pass over the rows is a statement, and the server takes its time.
const LIMIT = 1_500_000;
/** Of the metrics that `train` answers with. */
const METRICS = ['roc_auc', 'average_precision', 'log_loss', 'brier', 'precision', 'recall', 'f1_score', 'threshold'];

type Json = Readonly<Record<string, unknown>>;

describeOnServers('a whole training in BigQuery is the one in memory on the local stack', (servers) => {
  let folder: string;
  let scratch: Scratch;
  let inMemory: { answer: Json; model: ModelArtifact };
  let inBigQuery: { answer: Json; model: ModelArtifact };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-warehouse-'));
    const shop = { folder, users: 500, days: 10, seed: 3, startDay: '2025-01-27' };
    const { files } = await writeSimulatedExport(shop);
    scratch = await createScratch(servers);
    await loadDayTables(scratch.bigquery, scratch.gcp.eventsDataset!, files);
    const local = await commandFlow(configured('memory', { stack: 'local', source: { events: [...files] } }), NOW);
    inMemory = await trained(local, () => localTables(join(local.folder, '.propensity')));
    const google = await commandFlow(configured('warehouse', { stack: 'gcp', gcp: scratch.gcp }), NOW);
    inBigQuery = await trained(google, () => gcpTables(scratch));
  }, LIMIT);
  afterAll(async () => {
    await scratch?.remove();
    await rm(folder, { recursive: true });
  });

  it('was done where it was asked for', () => {
    expect([inMemory.answer.where, inBigQuery.answer.where]).toEqual(['memory', 'warehouse']);
  });

  it('has the same coefficients', () => {
    for (const part of [(model: ModelArtifact) => model.model, (model: ModelArtifact) => model.tested!.model]) {
      const expected = part(inMemory.model);
      const found = part(inBigQuery.model);
      expect(found.C).toBe(expected.C);
      expect(found.coef).toHaveLength(expected.coef.length);
      const apart = expected.coef.map((coef, j) => Math.abs(coef - found.coef[j]!) / (1 + Math.abs(coef)));
      expect(Math.max(...apart, Math.abs(expected.intercept - found.intercept))).toBeLessThanOrEqual(1e-9);
    }
  });

  it('makes the same choices, counts the same rows and measures the same', () => {
    for (const key of ['status', 'counts', 'test']) expect(inBigQuery.answer[key]).toEqual(inMemory.answer[key]);
    expect(inBigQuery.model.calibration.method).toBe(inMemory.model.calibration.method);
    const [expected, found] = [inMemory, inBigQuery].map(({ answer }) => answer.metrics as Record<string, number>);
    for (const key of METRICS) expect([key, found![key]]).toEqual([key, expect.closeTo(expected![key]!, 8)]);
  });
});

function configured(where: 'memory' | 'warehouse', stack: Partial<PropensityConfigInput>): PropensityConfigInput {
  return { ...SMALL_SHOP, ...stack, training: { snapshots: 1, where } } as PropensityConfigInput;
}

async function trained(flow: Flow, tables: () => ReturnType<typeof gcpTables>) {
  try {
    const answer = await flow.job('modelTraining', TRAIN_AT);
    const [text] = Object.values((await tables()).artifacts);
    return { answer, model: JSON.parse(text!) as ModelArtifact };
  } finally {
    await flow.close();
  }
}
