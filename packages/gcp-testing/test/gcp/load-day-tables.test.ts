import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shopFixture, writeGa4DayFiles } from '@propensity/adapter-tests';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScratch, describeOnServers, loadDayTables, type Scratch } from '../../src/index.js';

describeOnServers('day tables', (servers) => {
  let folder: string;
  let scratch: Scratch;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-day-tables-'));
    scratch = await createScratch(servers);
  });
  afterAll(async () => {
    await scratch?.remove();
    await rm(folder, { recursive: true });
  });

  const query = async (sql: string) => {
    const [rows] = await scratch.bigquery.query(sql.replaceAll('@export', `\`${scratch.gcp.eventsDataset}.events_*\``));
    return rows;
  };

  it('hold what a simulated export holds, of either format', async () => {
    const shop = { users: 40, days: 3, seed: 5, startDay: '2025-01-01' };
    const counted = [];
    for (const format of ['parquet', 'ndjson'] as const) {
      const { files, events, users } = await writeSimulatedExport({ ...shop, folder: join(folder, format), format });
      await loadDayTables(scratch.bigquery, scratch.gcp.eventsDataset!, files);
      const [row] = await query(
        `SELECT COUNT(*) AS events, COUNT(DISTINCT user_pseudo_id) AS users, COUNT(DISTINCT _TABLE_SUFFIX) AS days,
           SUM(ARRAY_LENGTH(event_params)) AS params,
           SUM((SELECT p.value.int_value FROM UNNEST(event_params) AS p WHERE p.key = 'ga_session_id')) AS sessions
         FROM @export`,
      );
      expect(row).toMatchObject({ events, users, days: 3 });
      expect(row.params).toBeGreaterThan(events);
      counted.push(row);
    }
    expect(counted[0]).toEqual(counted[1]);
  });

  it('hold what the shop of the conformance suites holds', async () => {
    const { events, config } = shopFixture;
    const files = await writeGa4DayFiles(join(folder, 'shop'), events, config.source.timeZone);
    await loadDayTables(scratch.bigquery, scratch.gcp.eventsDataset!, files);
    const [row] = await query(
      `SELECT COUNT(*) AS events, SUM(event_timestamp - 1000 * DIV(event_timestamp, 1000)) AS lost,
         SUM(ecommerce.purchase_revenue) AS revenue FROM @export WHERE _TABLE_SUFFIX BETWEEN '20210220' AND '20210323'`,
    );
    const purchases = events.filter(({ name }) => name === 'purchase').length;
    expect(row).toEqual({ events: events.length, lost: 0, revenue: 20.5 * purchases });
  });
});
