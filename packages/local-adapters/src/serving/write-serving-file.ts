import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbDialect, type TableNames } from '@propensity/warehouse-sql';
import { syncFolder } from '../files/sync-folder.js';
import { appendIndex } from './append-index.js';
import { servingMetaOf } from './serving-file.js';
import { servingDraftPath, servingFilePath } from './serving-file-path.js';
import { servingFingerprint } from './serving-fingerprint.js';

type ServedTables = Pick<TableNames, 'predictions' | 'predictionRuns'>;

/** Columns that a line does not hold by their names: see `serving-format.ts`. */
const COMMON_COLUMNS = ['user_id', 'proba', 'predicted_week', 'predicted_at', 'model'];

/** A table of the connection: what many predictions have in common, and its number. */
const PUBLICATIONS = 'served_publications';

/** Whether predictions of this folder are looked up: the first lookup makes the file, and only where it is do jobs keep it. */
export function isServed(folder: string): boolean {
  return existsSync(servingFilePath(folder));
}

/**
 * Writes the current predictions, also those that a transaction of this connection has not committed yet, into a file.
 * @param draft its path: nobody looks there before `publishServingFile`
 */
export async function draftServingFile(
  connection: DuckDBConnection,
  draft: string,
  tables: ServedTables,
): Promise<void> {
  const { identifier, isoTimestamp, string, table } = duckdbDialect;
  const predictions = table(tables.predictions);
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
  try {
    const further = (await rows(`SELECT column_name FROM (DESCRIBE ${predictions})`))
      .map(([name]) => String(name))
      .filter((name) => !COMMON_COLUMNS.includes(name));
    const shared = ['predicted_week', 'predicted_at', 'model', ...further.map(identifier)];
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${PUBLICATIONS} AS
SELECT CAST(ROW_NUMBER() OVER (ORDER BY ${shared.join(', ')}) - 1 AS INTEGER) AS r, *
FROM (SELECT DISTINCT ${shared.join(', ')} FROM ${predictions})`);
    const fields = further.map((name) => `${identifier(name)} := ${identifier(name)}`);
    const publications = await rows(
      `SELECT CAST(predicted_week AS VARCHAR), ${isoTimestamp('predicted_at')}, model, ${fields.length === 0 ? "'{}'" : `CAST(to_json(struct_pack(${fields.join(', ')})) AS VARCHAR)`}
FROM ${PUBLICATIONS} ORDER BY r`,
    );
    const sameShared = shared.map((name) => `s.${name} IS NOT DISTINCT FROM t.${name}`);
    await connection.run(`COPY (
  SELECT t.user_id AS u, t.proba AS p, s.r AS r FROM ${predictions} AS t JOIN ${PUBLICATIONS} AS s ON ${sameShared.join(' AND ')}
) TO ${string(draft)} (FORMAT json)`);
    const [[users] = [0]] = await rows(`SELECT CAST(COUNT(*) AS DOUBLE) FROM ${predictions}`);
    await appendIndex(draft, {
      fingerprint: (await servingFingerprint(connection, tables)) ?? '',
      users: Number(users),
      publications: publications.map(
        ([week, at, model, rest]) => [String(week), String(at), String(model), JSON.parse(String(rest))] as const,
      ),
    });
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${PUBLICATIONS}`).catch(() => {});
  }
}

/** Puts a draft into the place of the file that is served, whole and at once; removes it where that fails. */
export async function publishServingFile(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, servingFilePath(folder));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Sees to it that there is a file to look up in, and that it says what the warehouse does: makes it when it is missing,
 * damaged, or of another state, because a process was killed before it could publish it, and removes it when there are no
 * predictions.
 */
export async function makeServingFile(
  connection: DuckDBConnection,
  folder: string,
  tables: ServedTables,
): Promise<void> {
  const path = servingFilePath(folder);
  const fingerprint = await servingFingerprint(connection, tables);
  if (fingerprint === null) return rm(path, { force: true });
  if (servingMetaOf(path)?.fingerprint === fingerprint) return;
  const draft = servingDraftPath(folder);
  await draftServingFile(connection, draft, tables);
  await publishServingFile(draft, folder);
}

/** `makeServingFile`, where there is a file already. */
export async function refreshServingFile(
  connection: DuckDBConnection,
  folder: string,
  tables: ServedTables,
): Promise<void> {
  if (isServed(folder)) await makeServingFile(connection, folder, tables);
}
