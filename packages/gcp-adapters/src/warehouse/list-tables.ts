import { PropensityError } from '@propensity/core';
import type { BigQueryApi } from '../clients/bigquery-api.js';

const PAGE_TABLES = 1000;

/** The parts of a table in BigQuery's list of a data set that are read here. */
export interface TableInList {
  readonly tableReference: { readonly tableId: string };
  /** `TABLE`, `VIEW`, `EXTERNAL`, `MATERIALIZED_VIEW`, `SNAPSHOT`. */
  readonly type?: string;
  /** Milliseconds since the epoch, as text. */
  readonly creationTime?: string;
}

interface TablesPage {
  readonly tables?: readonly TableInList[];
  readonly nextPageToken?: string | null;
}

/**
 * The tables of a data set whose names begin with one of these, by the metadata alone, which is no job.
 * @param dataset `project.dataset`
 */
export async function listTables(
  api: BigQueryApi,
  dataset: string,
  prefixes: readonly string[],
): Promise<TableInList[]> {
  const [project = '', name = ''] = dataset.split('.');
  const found: TableInList[] = [];
  let pageToken: string | undefined;
  do {
    const page = await api.call<TablesPage>({
      method: 'GET',
      project,
      path: `/datasets/${name}/tables`,
      query: { maxResults: PAGE_TABLES, pageToken },
    });
    const tables = page.tables ?? [];
    found.push(
      ...tables.filter(({ tableReference: { tableId } }) => prefixes.some((prefix) => tableId.startsWith(prefix))),
    );
    pageToken = page.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  return found;
}

/** No tables where the data set is not there: it is made when it is first written to. @throws any other error */
export function noTablesYet(error: unknown): TableInList[] {
  if (PropensityError.is(error) && error.code === 'dataset_not_found') return [];
  throw error;
}
