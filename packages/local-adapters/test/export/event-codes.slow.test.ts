import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { addDays } from '@propensity/core/windows';
import {
  describeParquetSql,
  duckdbDialect,
  featureCatalogue,
  featureSnapshotSql,
  ga4EventsSql,
  ga4Export,
  jsonRows,
  parquetRows,
  queryRelation,
} from '@propensity/warehouse-sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryWarehouse } from '../support/read-warehouse.js';
import { FIRST_WEEK, SECOND_WEEK, simulatedShop, TRAIN_AT, withShop } from '../support/shop-stack.js';

const LOOKBACK_DAYS = 14;
/** Days whose events move to the same moments and places; some of these are delivered twice. */
const CROWDED = ['20250115', '20250122', '20250128'];
/** A day with events of a name that no other day has, and amounts that are no whole millionths, some of them tiny. */
const NEW_NAME_DAY = '20250130';
/** A day that is there as JSON. */
const JSON_DAY = '20250123';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const rowsOf = async (sql: string) =>
  (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];

let folder: string;
const fileOf = (day: string, extension = 'parquet') => join(folder, `export/events_${day}.${extension}`);
beforeAll(async () => {
  folder = await simulatedShop();
  for (const day of CROWDED) {
    await connection.run(`CREATE OR REPLACE TABLE crowded AS SELECT * REPLACE (
      event_timestamp - event_timestamp % 7_200_000_000 AS event_timestamp,
      {'country': ['Ägypten', 'Zypern', 'a', '', NULL][1 + (hash(event_timestamp) % 5)::BIGINT], 'region': geo.region} AS geo
    ) FROM '${fileOf(day)}'`);
    await connection.run(
      `COPY (FROM crowded UNION ALL FROM crowded WHERE hash(event_timestamp, user_pseudo_id) % 3 = 0) TO '${fileOf(day)}' (FORMAT parquet)`,
    );
  }
  await connection.run(`CREATE TABLE named AS SELECT * REPLACE (
    CASE WHEN event_name = 'scroll' THEN 'add_to_wishlist' ELSE event_name END AS event_name,
    struct_update(ecommerce, purchase_revenue_in_usd := ecommerce.purchase_revenue_in_usd / 3) AS ecommerce,
    list_transform(items, lambda i: struct_update(i, price_in_usd := i.price_in_usd / 3e7)) AS items) FROM '${fileOf(NEW_NAME_DAY)}'`);
  await connection.run(`COPY named TO '${fileOf(NEW_NAME_DAY)}' (FORMAT parquet)`);
  await connection.run(`COPY (FROM '${fileOf(JSON_DAY)}') TO '${fileOf(JSON_DAY, 'json')}' (FORMAT json)`);
  await rm(fileOf(JSON_DAY));
}, 60_000);
afterAll(async () => {
  connection.closeSync();
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
});

/** The snapshot as one statement over distinct events with their texts. */
async function plainSnapshot(snapshot: string) {
  const from = addDays(snapshot, -LOOKBACK_DAYS);
  const parquet = [];
  for (const { file: path } of await rowsOf(`SELECT file FROM glob('${fileOf('*')}') ORDER BY file`)) {
    const columns = (await rowsOf(describeParquetSql(String(path)))).map((row) => ({
      name: String(row.column_name),
      type: String(row.column_type),
    }));
    parquet.push({ path: String(path), columns });
  }
  const stored = [...parquetRows(parquet), jsonRows([fileOf(JSON_DAY, 'json')], ga4Export.jsonColumns)];
  const relations = stored.map((rows) => ga4Export.relation(duckdbDialect, { ...rows, where: 'a day' }));
  const events = ga4EventsSql({ dialect: duckdbDialect, relations, timeZone: 'UTC', from, until: snapshot });
  const sql = featureSnapshotSql({
    dialect: duckdbDialect,
    events: queryRelation(events),
    roles: ga4Export.roles,
    snapshot,
    lookbackDays: LOOKBACK_DAYS,
    timeZone: 'UTC',
    features: featureCatalogue({ source: ga4Export, lookbackDays: LOOKBACK_DAYS }),
  });
  return rowsOf(`SELECT * FROM (${sql}) ORDER BY user_id`);
}

describe('events whose texts are numbers', () => {
  it('give every cell of a snapshot as their texts do, whichever days are loaded after which', async () => {
    // The second brings new names, the third days before all others.
    const snapshots = [FIRST_WEEK, SECOND_WEEK, TRAIN_AT];
    await withShop(
      folder,
      async ({ ports }) => {
        for (const snapshot of snapshots) await ports.snapshots.materialise(snapshot);
      },
      { events: 'export/events_*' },
    );
    const warehouse = join(folder, 'stack');
    for (const snapshot of snapshots) {
      const [made] = await queryWarehouse(
        warehouse,
        `SELECT table_name FROM ma_feature_snapshots WHERE snapshot = '${snapshot}'`,
      );
      const rows = await queryWarehouse(warehouse, `SELECT * FROM ${made!.table_name} ORDER BY user_id`);
      expect(rows.length).toBeGreaterThan(100);
      expect(rows.some((row) => Number(row.add_to_wishlist_14d) > 0)).toBe(snapshot === SECOND_WEEK);
      for (const amount of ['revenue', 'item_value_viewed']) {
        const isWhole = (value: number) => Math.round(value * 1e6) / 1e6 === value;
        expect(rows.every((row) => isWhole(Number(row[amount])))).toBe(snapshot !== SECOND_WEEK);
      }
      expect(rows).toEqual(await plainSnapshot(snapshot));
    }
  }, 60_000);
});
