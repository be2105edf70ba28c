import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { explainProba, modelTraining, predictions } from '@propensity/core/jobs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryWarehouse } from '../support/read-warehouse.js';
import { FIRST_WEEK, simulatedShop, TRAIN_AT, withShop } from '../support/shop-stack.js';

let folder: string;
beforeAll(async () => {
  folder = await simulatedShop();
});
afterAll(() => rm(folder, { recursive: true }));

test('a score is still explained when files around its day arrive or change afterwards', async () => {
  await withShop(folder, async ({ ports, settings }) => {
    const { model } = await modelTraining(ports, settings, { snapshot: TRAIN_AT });
    await predictions(ports, settings, { snapshot: FIRST_WEEK, model });
  });
  const [user] = await queryWarehouse(join(folder, 'stack'), 'SELECT user_id FROM ma_predictions_table LIMIT 1');
  // As when the day after the snapshot is delivered again.
  await utimes(join(folder, 'export', 'events_20250128.parquet'), new Date(), new Date());
  await withShop(folder, async ({ ports, settings }) => {
    const { proba, why } = await explainProba(ports, settings, String(user!.user_id));
    expect(why.proba).toBeCloseTo(proba, 12);
  });
});
