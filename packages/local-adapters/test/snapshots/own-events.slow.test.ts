import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ModelArtifact } from '@propensity/core';
import { explainProba, modelTraining, predictions } from '@propensity/core/jobs';
import { expect, it } from 'vitest';
import { queryWarehouse } from '../support/read-warehouse.js';
import { FIRST_WEEK, simulatedShop, TRAIN_AT, withShop } from '../support/shop-stack.js';

const OWN = 'お問い合わせ - フォーム';
/** Days whose scrolls are called so, before the training's snapshot; afterwards nobody performs it, and others become frequent. */
const RENAMED = (day: string) => day < '20250120';

/** A shop without a cart, with an event of its own in its first days and another in its last. */
async function shopWithOwnEvents(): Promise<string> {
  const folder = await simulatedShop();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(`SELECT file FROM glob('${join(folder, 'export/events_*.parquet')}')`);
  for (const { file } of found.getRowObjectsJson() as { file: string }[]) {
    const day = /(\d{8})\.parquet$/.exec(file)![1]!;
    await connection.run(`CREATE OR REPLACE TABLE day AS SELECT * REPLACE (CASE event_name
      WHEN 'scroll' THEN '${RENAMED(day) ? OWN : 'later'}' ELSE event_name END AS event_name)
      FROM '${file}' WHERE event_name NOT IN ('add_to_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info', 'purchase')`);
    await connection.run(`COPY day TO '${file}' (FORMAT parquet)`);
  }
  connection.closeSync();
  instance.closeSync();
  return folder;
}

it("a model keeps the property's events that it was trained with, whatever is frequent later", async () => {
  const folder = await shopWithOwnEvents();
  try {
    await withShop(folder, async ({ ports, settings }) => {
      const trained = await modelTraining(ports, settings, { snapshot: TRAIN_AT });
      const artifact = JSON.parse(await ports.artifacts.read(trained.artifact.name)) as ModelArtifact;
      const { own, absent } = artifact.propertyEvents!;
      expect(own).toContain(OWN);
      expect(absent).toEqual(expect.arrayContaining(['purchase', 'add_to_cart', 'scroll']));
      const names = artifact.features.map(({ name }) => name);
      for (const name of ['orders', 'revenue', 'add_to_cart_14d', 'days_since_purchase', 'scroll_14d']) {
        expect(names).not.toContain(name);
      }
      const [counted] = artifact.features.filter(({ event }) => event === OWN);
      expect(counted).toMatchObject({ meaning: expect.stringContaining(OWN), unit: 'count' });

      const predicted = await predictions(ports, settings, {
        snapshot: FIRST_WEEK,
        acceptDrift: true,
        // Whether it beats the simple rule is not asked here.
        model: trained.model,
      });
      expect(predicted).toMatchObject({ model: trained.model, snapshot: FIRST_WEEK });
      const { knownDefinitions } = ports.snapshots;
      const rows = await knownDefinitions!.snapshotsOf(artifact.features).readLabelled([FIRST_WEEK]);
      const counts = rows.features.numeric(counted!.name).filter((count) => count > 0);
      expect(counts.length).toBeGreaterThan(10);
      expect(rows.features.columns.has('event_later_count_14d')).toBe(false);
      // The model leaves them out; the table has them, for whoever reads it.
      for (const name of ['orders', 'add_to_cart_14d', 'scroll_14d'])
        expect(rows.features.columns.has(name)).toBe(true);
    });
    const [row] = await queryWarehouse(join(folder, 'stack'), 'SELECT user_id FROM ma_predictions_table ORDER BY 1');
    await withShop(folder, async ({ ports, settings }) => {
      const { why } = await explainProba(ports, settings, String(row!.user_id));
      expect(why.reasons.length).toBeGreaterThan(0);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
