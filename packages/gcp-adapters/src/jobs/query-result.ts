import type { BigQueryApi } from '../clients/bigquery-api.js';
import { type JobResource, type RowsPage, rowObjects } from './job-resource.js';
import type { SqlResult } from './sql-jobs.js';

const PAGE_ROWS = 10_000;

/** What a job that ended well left. */
export function queryResult(api: BigQueryApi, project: string, job: JobResource): SqlResult {
  const { jobId = '', location } = job.jobReference ?? {};
  const page = (query: Record<string, string | number | undefined>) =>
    api.call<RowsPage>({ method: 'GET', project, path: `/queries/${jobId}`, query: { location, ...query } });
  async function* pages<T>(): AsyncGenerator<readonly T[]> {
    let pageToken: string | undefined;
    do {
      const { schema, rows: raw = [], pageToken: next } = await page({ maxResults: PAGE_ROWS, pageToken });
      yield rowObjects<T>(schema?.fields ?? [], raw);
      pageToken = next ?? undefined;
    } while (pageToken !== undefined);
  }
  return {
    table: job.configuration?.query?.destinationTable ?? null,
    rowCount: async () => Number((await page({ maxResults: 0 })).totalRows ?? 0),
    pages,
    rows: async <T>() => {
      const rows: T[] = [];
      for await (const each of pages<T>()) rows.push(...each);
      return rows;
    },
  };
}
