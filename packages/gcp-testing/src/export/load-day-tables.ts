import { basename } from 'node:path';
import type { BigQuery } from '@google-cloud/bigquery';
import pLimit from 'p-limit';
import { GA4_TABLE_SCHEMA } from './ga4-table-schema.js';

const DAY_FILE = /^(events_\d{8}|ga_sessions_\d{8})\.(parquet|json|json\.gz)$/;

/**
 * Loads day files of an export, `events_YYYYMMDD.parquet`, `.json` or `.json.gz`, or `ga_sessions_YYYYMMDD`, into the tables of
 * these names in a data set, each by one load job. Parquet brings its own schema; NDJSON is given the one of GA4's export,
 * since fields that a table does not have are dropped.
 */
export async function loadDayTables(bigquery: BigQuery, dataset: string, files: readonly string[]): Promise<void> {
  const limit = pLimit(2);
  await Promise.all(files.map((file) => limit(() => loadDayTable(bigquery, dataset, file))));
}

async function loadDayTable(bigquery: BigQuery, dataset: string, file: string): Promise<void> {
  const [, name, extension] = DAY_FILE.exec(basename(file)) ?? [];
  if (name === undefined) throw new Error(`${file} is not a day file.`);
  const format =
    extension === 'parquet'
      ? { sourceFormat: 'PARQUET', parquetOptions: { enableListInference: true } }
      : { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: GA4_TABLE_SCHEMA } };
  const table = bigquery.dataset(dataset).table(name);
  const [job] = await table.load(file, { ...format, writeDisposition: 'WRITE_TRUNCATE' });
  const { errorResult } = job.status ?? {};
  if (errorResult) throw new Error(`${file} was not loaded: ${errorResult.message}`);
  // Of a table that nobody has described the server says, at any time, that it was changed just now.
  await table.setMetadata({ description: 'A day of an export' });
}
