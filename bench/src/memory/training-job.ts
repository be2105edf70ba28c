import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FeatureSpec } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import { modelTraining } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { openLocalStack } from '@propensity/local-adapters';
import { openBenchStack } from '../warehouse/bench-stack.js';
import { DRAW_MACROS } from '../warehouse/draw-macros.js';
import { syntheticSnapshotSql } from '../warehouse/synthetic-snapshot.js';

/** Snapshots of a table, a week apart: as many as a training takes by default. */
const SNAPSHOTS = 8;
const FIRST_DAY = '2026-01-05';
const NOW = Date.parse('2026-06-01');
/** Share of the columns that are categories: that of the default features. */
const CATEGORIES = 0.19;

/**
 * Sees to a folder with a finished table: counts, amounts, shares, days and categories as the default features have them, a few hundred
 * bytes a row, and a label that two of them tell.
 */
export async function writeTable(folder: string, rows: number, nFeatures: number): Promise<void> {
  const file = join(folder, 'rows.parquet');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const features = someFeatures(nFeatures);
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB', preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  try {
    for (const macro of DRAW_MACROS) await connection.run(macro);
    await connection.run(`COPY (
      SELECT rows.* EXCLUDE (user_bucket, event_count),
        (DATE '${FIRST_DAY}' + 7 * (hash(user_id) % ${SNAPSHOTS})::INTEGER)::VARCHAR AS day,
        (draw(user_id, 'label') < 0.01 + 0.02 * least("${features[0]!.name}", 5))::INTEGER AS label
      FROM (${syntheticSnapshotSql(rows, features)}) AS rows
    ) TO '${file}' (FORMAT parquet)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  writeFileSync(complete, '');
}

/** Trains on that table as the command does by default, its snapshots not yet materialised. */
export async function trainOnTable(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const warehouse = join(folder, 'warehouse');
  rmSync(warehouse, { recursive: true, force: true });
  const config = parseConfig({
    source: {
      type: 'table',
      table: join(folder, 'rows.parquet'),
      userId: 'user_id',
      snapshotDate: 'day',
      label: 'label',
    },
    target: { event: 'conversion' },
    local: { folder: warehouse },
  });
  const stack = openLocalStack(config, {
    baseDirectory: folder,
    progress: silentProgress,
    clock: () => NOW,
    codeVersion: 'bench',
  });
  try {
    const begun = performance.now();
    const { counts, artifact } = await modelTraining(stack.ports, stack.settings);
    const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
    return { seconds, trained_rows: counts.rows, sha256: artifact.sha256 };
  } finally {
    await stack.close();
    rmSync(warehouse, { recursive: true, force: true });
  }
}

function someFeatures(count: number): FeatureSpec[] {
  const { features } = openBenchStack('.', '.').ports.snapshots;
  const categories = features.filter(({ kind }) => kind === 'categorical');
  const nCategories = Math.min(categories.length, Math.round(CATEGORIES * count));
  const numbers = features.filter(({ kind }) => kind === 'numeric').slice(0, count - nCategories);
  return [...numbers, ...categories.slice(0, nCategories)];
}
