import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { openLocalStack } from '../../src/index.js';
import { queryWarehouse } from './read-warehouse.js';

/** What the snapshots of a folder hold, and what was said while they were computed. */
export interface ComputedSnapshots {
  /** Of each snapshot every row, as text, in the order of the users. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly steps: readonly string[];
}

export type SomeConfig = Omit<PropensityConfigInput, 'source'> & { readonly source?: object };

/**
 * Computes snapshots of the export in `folder` by a command of its own, in the folder `stack`.
 * @param config besides the defaults of a small shop
 */
export async function computeSnapshots(
  folder: string,
  stack: string,
  snapshots: readonly string[],
  { source, local, ...rest }: Partial<SomeConfig> = {},
): Promise<ComputedSnapshots> {
  const steps: string[] = [];
  const config = parseConfig({
    target: { event: 'purchase' },
    lookbackDays: 14,
    horizonDays: 7,
    training: { snapshots: 1 },
    ...rest,
    source: { events: 'export/events_*', ...source } as PropensityConfigInput['source'],
    local: { folder: stack, ...local },
  });
  const { ports, close } = openLocalStack(config, {
    baseDirectory: folder,
    progress: { ...silentProgress, step: (message) => steps.push(message) },
    clock: () => Date.parse('2025-03-01T12:00:00Z'),
    codeVersion: 'test',
  });
  try {
    await ports.snapshots.prepare?.(snapshots);
    for (const snapshot of snapshots) await ports.snapshots.materialise(snapshot);
  } finally {
    await close();
  }
  const rows: Record<string, string[]> = {};
  for (const snapshot of snapshots) {
    const [made] = await queryWarehouse(
      join(folder, stack),
      `SELECT table_name FROM ma_feature_snapshots WHERE snapshot = '${snapshot}' ORDER BY created_at DESC, table_name`,
    );
    const found = await queryWarehouse(join(folder, stack), `FROM ${made!.table_name} ORDER BY user_id`);
    rows[snapshot] = found.map((row) => JSON.stringify(row));
  }
  return { rows, steps };
}

/** The same by a command that finds nothing kept. */
export async function computeAfresh(
  folder: string,
  snapshots: readonly string[],
  config: Partial<SomeConfig> = {},
): Promise<ComputedSnapshots> {
  await rm(join(folder, 'afresh'), { recursive: true, force: true });
  const computed = await computeSnapshots(folder, 'afresh', snapshots, { ...config, local: { keepEvents: false } });
  await rm(join(folder, 'afresh'), { recursive: true });
  return computed;
}

/** Removes the snapshots' tables, so that they are computed again; what is kept stays. */
export async function removeWarehouse(folder: string, stack: string): Promise<void> {
  await rm(join(folder, stack, 'warehouse.duckdb'));
}

/** Paths of the files with kept events. */
export async function keptFiles(folder: string, stack: string): Promise<string[]> {
  const names = await readdir(join(folder, stack)).catch(() => []);
  return names.filter((name) => name.startsWith('events-')).map((name) => join(folder, stack, name));
}

/** Runs `work` on a database in memory. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows of a statement on a file with kept events, which is attached as `kept`. */
export function queryKept(path: string, sql: string): Promise<Record<string, unknown>[]> {
  return withDuckDb(async (connection) => {
    await connection.run(`ATTACH '${path}' AS kept (READ_ONLY)`);
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  });
}
