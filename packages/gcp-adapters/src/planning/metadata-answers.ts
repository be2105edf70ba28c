import { DEFAULT_TABLE_NAMES } from '@propensity/warehouse-sql';
import pLimit from 'p-limit';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { dayOfTable, listedPrefixes } from '../export/day-tables.js';
import { type FieldResource, type RawRow, rowObjects } from '../jobs/job-resource.js';
import type { DecidingRows } from '../jobs/statement-purpose.js';
import type { SourceTables } from '../sources/bigquery-source.js';
import { isTableMissing, type TableResource } from '../warehouse/bigquery-warehouse.js';
import { listTables } from '../warehouse/list-tables.js';

const TABLES_AT_ONCE = 16;
const PAGE_ROWS = 1000;

type Row = Readonly<Record<string, unknown>>;

export interface MetadataAnswersOptions {
  readonly api: BigQueryApi;
  readonly project: string;
  /** Data set of our own tables. */
  readonly dataset: string;
  /** Where the source's day tables are. */
  readonly source: SourceTables;
}

const ANSWERS: Readonly<Record<DecidingRows, (options: MetadataAnswersOptions) => Promise<Row[]>>> = {
  days: listDays,
  models: async (options) =>
    (await listRows(options, DEFAULT_TABLE_NAMES.modelTrainingMetadata)).sort(
      by(descending('training_date'), descending('trained_at'), ascending('run_id')),
    ),
  changes: async (options) =>
    (await listRows(options, DEFAULT_TABLE_NAMES.modelChanges)).sort((a, b) => Number(a.sequence) - Number(b.sequence)),
  runs: async (options) =>
    (await listRows(options, DEFAULT_TABLE_NAMES.predictionRuns)).sort(
      by(ascending('predicted_week'), ascending('predicted_at'), ascending('run_id')),
    ),
  evaluations: async (options) =>
    (await listRows(options, DEFAULT_TABLE_NAMES.modelEvaluation)).sort(
      by(ascending('predicted_week'), ascending('model')),
    ),
};

/**
 * The rows of a query that decides how a command goes on, without running it: by listing tables and the rows of tables,
 * which are no jobs.
 */
export function metadataAnswer(on: DecidingRows, options: MetadataAnswersOptions): Promise<readonly Row[]> {
  return ANSWERS[on](options);
}

async function listDays({ api, source }: MetadataAnswersOptions): Promise<Row[]> {
  const [project = '', dataset = ''] = source.dataset.split('.');
  const listed = await listTables(api, source.dataset, listedPrefixes(source.names));
  const others = listed.filter(({ type }) => type !== 'TABLE').map(({ tableReference }) => tableReference.tableId);
  const days = listed
    .filter(({ type }) => type === 'TABLE')
    .map(({ tableReference }) => tableReference.tableId)
    .filter((name) => dayOfTable(source.names, name) !== null);
  const limit = pLimit(TABLES_AT_ONCE);
  const rows = await Promise.all(
    days.sort().map((name) =>
      limit(async () => {
        const found = await api.call<TableResource>({
          method: 'GET',
          project,
          path: `/datasets/${dataset}/tables/${name}`,
        });
        return {
          table_id: name,
          type: 1,
          row_count: Number(found.numRows ?? 0),
          last_modified_time: Number(found.lastModifiedTime ?? 0),
        };
      }),
    ),
  );
  return [...rows, ...others.map((name) => ({ table_id: name, type: 2, row_count: 0, last_modified_time: 0 }))];
}

async function listRows({ api, project, dataset }: MetadataAnswersOptions, table: string): Promise<Row[]> {
  const path = `/datasets/${dataset}/tables/${table}`;
  try {
    const { schema } = await api.call<TableResource>({ method: 'GET', project, path });
    const fields = schema?.fields ?? [];
    const rows: Row[] = [];
    let pageToken: string | undefined;
    do {
      const page = await api.call<TableData>({
        method: 'GET',
        project,
        path: `${path}/data`,
        query: { maxResults: PAGE_ROWS, pageToken, 'formatOptions.useInt64Timestamp': true },
      });
      rows.push(...rowObjects<Row>(fields, page.rows ?? []).map((row) => withIsoTimestamps(fields, row)));
      pageToken = page.pageToken ?? undefined;
    } while (pageToken !== undefined);
    return rows;
  } catch (error) {
    if (isTableMissing(error)) return [];
    throw error;
  }
}

/** Timestamps come as microseconds; the statements give them as ISO 8601 text. */
function withIsoTimestamps(fields: readonly FieldResource[], row: Row): Row {
  const times = fields.filter(({ name, type }) => type === 'TIMESTAMP' && row[name] !== null);
  const converted = times.map(({ name }) => [name, new Date(Number(row[name]) / 1000).toISOString()]);
  return { ...row, ...Object.fromEntries(converted) };
}

type Order = (a: Row, b: Row) => number;

function ascending(name: string): Order {
  return (a, b) => (String(a[name]) < String(b[name]) ? -1 : String(a[name]) > String(b[name]) ? 1 : 0);
}

function descending(name: string): Order {
  return (a, b) => ascending(name)(b, a);
}

function by(...orders: readonly Order[]): Order {
  return (a, b) => orders.reduce((decided, order) => decided || order(a, b), 0);
}

interface TableData {
  readonly rows?: readonly RawRow[];
  readonly pageToken?: string | null;
}
