import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Table } from '@propensity/core';
import { featureHashOf } from '@propensity/core/jobs';
import type { Ports } from '@propensity/core/ports';
import { addDays } from '@propensity/core/windows';
import { featureColumn, readColumns } from '@propensity/local-adapters';
import { type FeatureSet, LOOKBACK_DAYS, openBenchStack, SNAPSHOT } from './bench-stack.js';
import { DRAW_MACROS } from './draw-macros.js';
import { writeSyntheticExport } from './synthetic-export.js';
import { type ModelName, registerSyntheticModel } from './synthetic-model.js';
import { syntheticLevels, syntheticSnapshotSql } from './synthetic-snapshot.js';

/** Raise it when snapshots are stored in another way: what was prepared before is then prepared anew. */
const LAYOUT = 3;
const FITTED_ROWS = 20_000;
/** Of the users of the snapshot, those that the week before had scored; and users of that week that did not come back. */
const KNOWN_SHARE = 0.8;
const GONE_SHARE = 0.2;

/**
 * Sees to a folder with all that the predictions job finds, and returns its path: an export whose days are there, the feature snapshot of `users` users in the warehouse,
 * a champion, and, for `again`, the predictions that a run of the week before has left.
 */
export async function preparePredictions(
  cache: string,
  users: number,
  again: boolean,
  set: FeatureSet = 'all',
  model: ModelName = 'linear',
): Promise<string> {
  // Of another version's features there is no snapshot in it.
  const features = featureHashOf(openBenchStack(cache, cache, set).ports.snapshots.features).slice(0, 8);
  const folder = join(
    cache,
    `predictions-${users}${again ? '-again' : ''}${model === 'linear' ? '' : `-${model}`}-${features}-${LAYOUT}`,
  );
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;
  rmSync(folder, { recursive: true, force: true });
  const exportFolder = join(folder, 'export');
  await writeSyntheticExport(exportFolder, { events: 6000, users: 1200, until: SNAPSHOT, days: LOOKBACK_DAYS });
  const stack = openBenchStack(exportFolder, folder, set);
  const { ports } = stack;
  // Its table is the real one; its rows are replaced.
  await ports.snapshots.materialise(SNAPSHOT);
  await stack.close();
  const rows = await fillWarehouse(join(folder, 'warehouse.duckdb'), users, ports, again);
  await registerSyntheticModel(ports, stack.settings, rows.table, rows.labels, model);
  await stack.close();
  writeFileSync(complete, '');
  return folder;
}

async function fillWarehouse(path: string, users: number, { snapshots }: Ports, again: boolean) {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    for (const macro of DRAW_MACROS) await connection.run(macro);
    const found = await connection.runAndReadAll('SELECT table_name FROM ma_feature_snapshots');
    const table = String(found.getRows()[0]![0]);
    const categories = snapshots.features.filter(({ kind }) => kind === 'categorical');
    const coded = categories.map(({ name }) => {
      const texts = syntheticLevels(name).map((text) => `'${text}'`);
      return `CAST(NULL AS ENUM(${texts.join(', ')})) AS "${name}"`;
    });
    await connection.run(
      `CREATE OR REPLACE TABLE ${table} AS SELECT * REPLACE (${coded.join(', ')}) FROM ${table} LIMIT 0`,
    );
    await connection.run(`INSERT INTO ${table} BY NAME ${syntheticSnapshotSql(users, snapshots.features)}`);
    await connection.run(`UPDATE ma_feature_snapshots SET users = ${users}`);
    if (again) await publishWeekBefore(connection, table, users);
    const rows = await readRows(connection, table, snapshots);
    await connection.run('CHECKPOINT');
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function publishWeekBefore(connection: DuckDBConnection, table: string, users: number): Promise<void> {
  const week = addDays(SNAPSHOT, -7);
  await connection.run(`INSERT INTO ma_predictions_history
      (user_id, target, proba, model, predicted_week, predicted_at, run_id, event_count)
    SELECT user_id, 'purchase', 0.1 * user_bucket, 'purchase-before', DATE '${week}', TIMESTAMP '${week}', 'before', event_count
    FROM ${table} WHERE user_bucket < ${KNOWN_SHARE}
    UNION ALL SELECT 'gone-' || visitor, 'purchase', 0.01, 'purchase-before', DATE '${week}', TIMESTAMP '${week}', 'before', 1
    FROM range(${Math.round(GONE_SHARE * users)}) AS r(visitor)`);
  await connection.run(`INSERT INTO ma_predictions_table (user_id, target, proba, model, predicted_week, predicted_at)
    SELECT user_id, target, proba, model, predicted_week, predicted_at FROM ma_predictions_history`);
}

async function readRows(connection: DuckDBConnection, table: string, { features }: Ports['snapshots']) {
  const columns = await readColumns(
    connection,
    `SELECT ${features.map((feature) => featureColumn(table, feature)).join(', ')},
      (draw(user_id, 'label') < 0.01 + 0.02 * least(add_to_cart_7d, 5))::INTEGER::DOUBLE
    FROM ${table} LIMIT ${FITTED_ROWS}`,
    [...features, { name: 'label', kind: 'numeric' }],
  );
  const labels = new Table([['label', columns[features.length]!]]).numeric('label');
  return { table: new Table(features.map(({ name }, index) => [name, columns[index]!] as const)), labels };
}
