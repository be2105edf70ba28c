import type { Column } from '@propensity/core';
import pLimit from 'p-limit';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import type { RowsPage } from '../jobs/job-resource.js';
import type { TableReference } from '../jobs/statement.js';
import { ColumnFiller, type ColumnRequest } from './column-filler.js';

/** Cells of a page, about: a page of real rows is then a few MB, of the 10 that BigQuery sends at most. */
const PAGE_CELLS = 200_000;
const PAGES_AT_ONCE = 4;

export interface ColumnSource {
  readonly table: TableReference;
  /** The columns of the table after the first, in order. The first, `position`, says which row a row is, from 0. */
  readonly requests: readonly ColumnRequest[];
  readonly rowCount: number;
}

/** Reads rows into columns. @throws PropensityError `rows_damaged`, `service_unavailable` */
export type ReadColumns = (source: ColumnSource) => Promise<Column[]>;

/**
 * Reads a table into columns through the REST API, a few pages at once, from the text that the service sends: no row
 * objects, memory for the columns and those pages.
 */
export async function readColumnsByRest(api: BigQueryApi, source: ColumnSource): Promise<Column[]> {
  const { table, requests, rowCount } = source;
  const filler = new ColumnFiller(requests, rowCount);
  const pageRows = Math.max(500, Math.floor(PAGE_CELLS / (requests.length + 1)));
  const starts = Array.from({ length: Math.ceil(rowCount / pageRows) }, (_, page) => page * pageRows);
  const limit = pLimit(PAGES_AT_ONCE);
  await Promise.all(
    starts.map((start) =>
      limit(() => readRange(api, table, filler, start, Math.min(start + pageRows, rowCount))).catch(
        (error: unknown) => {
          limit.clearQueue();
          throw error;
        },
      ),
    ),
  );
  return filler.finish();
}

/** Reads the rows from `start` to before `end`: one page, or more where the service sends fewer rows than it was asked for. */
async function readRange(
  api: BigQueryApi,
  { projectId, datasetId, tableId }: TableReference,
  filler: ColumnFiller,
  start: number,
  end: number,
): Promise<void> {
  for (let next = start; next < end; ) {
    const { rows = [] } = await api.call<RowsPage>({
      method: 'GET',
      project: projectId,
      path: `/datasets/${datasetId}/tables/${tableId}/data`,
      query: { startIndex: next, maxResults: end - next },
    });
    if (rows.length === 0) return;
    for (const { f } of rows) {
      const row = Number(f[0]!.v);
      filler.claim(row);
      for (let column = 1; column < f.length; column++) filler.set(column - 1, row, f[column]!.v as string | null);
    }
    next += rows.length;
  }
}
