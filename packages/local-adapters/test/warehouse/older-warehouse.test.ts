import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleModelRecord } from '@propensity/adapter-tests';
import { silentProgress } from '@propensity/core/ports';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ServedPredictions } from '../../src/serving/served-predictions.js';
import { DuckDbModelRegistry } from '../../src/stores/duckdb-model-registry.js';
import { DuckDbPredictionStore } from '../../src/stores/duckdb-prediction-store.js';
import { LocalWarehouse } from '../../src/warehouse/local-warehouse.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-older-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function withRegistry<T>(work: (registry: DuckDbModelRegistry, warehouse: LocalWarehouse) => Promise<T>) {
  const warehouse = new LocalWarehouse({ folder, progress: silentProgress });
  try {
    return await work(new DuckDbModelRegistry(warehouse), warehouse);
  } finally {
    await warehouse.close();
  }
}

it('gives the tables of an earlier version the columns that they lack, and keeps their rows', async () => {
  const old = sampleModelRecord('old', '2021-03-01', '2021-04-01T00:00:00.000Z');
  const preprocessor = { name: 'preprocessor-2021-03-01-0a1b2c3d.json', sha256: 'cd'.repeat(32) };
  const given = { ...sampleModelRecord('new', '2021-03-08', '2021-04-01T00:00:00.000Z'), preprocessor };
  await withRegistry(async (registry, warehouse) => {
    await registry.put(old);
    for (const column of ['preprocessor_file', 'preprocessor_sha256', 'threshold']) {
      await warehouse.run(`ALTER TABLE ma_model_training_metadata DROP COLUMN ${column}`);
    }
  });
  expect(await withRegistry((registry) => registry.list())).toEqual([old]);
  await withRegistry((registry) => registry.put(given));
  expect(await withRegistry((registry) => registry.list())).toEqual([given, old]);
});

it('finds a prediction that an earlier version published, of the one target that its tables held', async () => {
  const find = (warehouse: LocalWarehouse, target: string) =>
    new DuckDbPredictionStore(warehouse, undefined as never, new ServedPredictions(warehouse)).find('u', target);
  const model = sampleModelRecord('old', '2021-03-01', '2021-04-01T00:00:00.000Z');
  const later = { ...sampleModelRecord('later', '2021-03-08', '2021-05-01T00:00:00.000Z'), targetEvent: 'a_target' };
  await withRegistry(async (registry, warehouse) => {
    await registry.put(model);
    await registry.put(later);
    await warehouse.run(`INSERT INTO ma_predictions_table (user_id, target, proba, model, predicted_week, predicted_at)
VALUES ('u', 'x', 0.25, 'm', DATE '2021-03-01', TIMESTAMPTZ '2021-03-01 06:00:00+00')`);
    for (const column of ['selected', 'target', 'horizon_days']) {
      await warehouse.run(`ALTER TABLE ma_predictions_table DROP COLUMN ${column}`);
    }
  });
  const found = await withRegistry((_registry, warehouse) => find(warehouse, model.targetEvent));
  expect(found).toMatchObject({ proba: 0.25, selected: null, target: model.targetEvent, horizon_days: null });
  expect(await withRegistry((_registry, warehouse) => find(warehouse, later.targetEvent))).toBeNull();
});
