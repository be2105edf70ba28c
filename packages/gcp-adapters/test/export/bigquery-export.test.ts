import { describe, expect, it } from 'vitest';
import { BigQueryExport } from '../../src/export/bigquery-export.js';
import type { SqlJobs } from '../../src/jobs/sql-jobs.js';
import type { BigQueryWarehouse } from '../../src/warehouse/bigquery-warehouse.js';

const SCHEMA = { fields: [{ name: 'event_timestamp', type: 'INTEGER' }] };
const TABLE = 1;

/** An export whose data set lists these names, created in this order, each of its type in `__TABLES__`. */
function exportOf(listed: readonly (readonly [name: string, type: number])[]) {
  const rows = listed.map(([table_id, type]) => ({ table_id, type, row_count: 5, last_modified_time: 7 }));
  const jobs = { read: async () => ({ rows: async () => rows }) } as unknown as SqlJobs;
  const warehouse = { jobs, describe: async () => ({ schema: SCHEMA }) } as unknown as BigQueryWarehouse;
  return new BigQueryExport({ warehouse, dataset: 'p.analytics_1', prefix: 'events_' });
}

const from = async (exported: BigQueryExport) =>
  (await exported.relations('2025-01-01', '2025-01-03')).map((relation) => relation.from);
const UNION =
  '(SELECT * FROM `p.analytics_1.events_20250101`\nUNION ALL SELECT * FROM `p.analytics_1.events_20250102`)';

describe('BigQueryExport', () => {
  it('reads days through a wildcard that few other names match', async () => {
    const exported = exportOf([
      ['events_20250101', TABLE],
      ['events_20250102', TABLE],
    ]);
    expect(await from(exported)).toEqual([
      "(SELECT * FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250101', '250102'))",
    ]);
    const { sql } = exported.listStatement();
    expect(sql).toContain("STARTS_WITH(table_id, 'events_20')");
    expect(sql).toMatch(/^SELECT table_id, type, /);
  });

  // BigQuery: "Views cannot be queried through prefix", whatever _TABLE_SUFFIX says.
  it.each([
    ['a view', 2],
    ['an external table', 3],
    ['a materialised view', 4],
  ])('names the days one by one beside %s that a wildcard would match', async (_what, type) => {
    const exported = exportOf([
      ['events_20250101', TABLE],
      ['events_2025_summary', type],
      ['events_20250102', TABLE],
    ]);
    expect(await from(exported)).toEqual([UNION]);
  });

  it('takes no view for a day', async () => {
    const exported = exportOf([
      ['events_20250101', TABLE],
      ['events_20250102', 2],
    ]);
    expect((await exported.days()).map(({ date }) => date)).toEqual(['2025-01-01']);
    expect(await from(exported)).toEqual(['(SELECT * FROM `p.analytics_1.events_20250101`)']);
  });

  it('says that views are not read where there is nothing else', async () => {
    await expect(exportOf([['events_20250101', 2]]).days()).rejects.toMatchObject({
      code: 'no_export_files',
      hint: expect.stringContaining('Views and external tables are not read'),
    });
  });
});
