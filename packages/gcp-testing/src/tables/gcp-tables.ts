import type { Scratch } from '../scratch/scratch.js';
import { type DumpDialect, type Row, readTables, type StackTables } from './stack-tables.js';

const dialect: DumpDialect = {
  integer: String,
  date: (column) => `CAST(${column} AS STRING)`,
  timestamp: (column) => `UNIX_MICROS(${column})`,
};

/** What a stack has written into BigQuery and Cloud Storage. */
export async function gcpTables({ bigquery, storage, gcp }: Scratch): Promise<StackTables> {
  const tables = await readTables(dialect, async (columns, table) => {
    const [exists] = await bigquery.dataset(gcp.dataset).table(table).exists();
    if (!exists) return [];
    const [rows] = await bigquery.query(`SELECT ${columns} FROM \`${gcp.project}.${gcp.dataset}.${table}\``);
    return rows as Row[];
  });
  const [files] = await storage.bucket(gcp.bucket).getFiles();
  const texts = files.map(async (file) => [file.name, String((await file.download())[0])] as const);
  return { tables, artifacts: Object.fromEntries(await Promise.all(texts)) };
}
