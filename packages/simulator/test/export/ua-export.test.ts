import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedEvent, type SimulatedExport, simulateSite, writeSimulatedExport } from '../../src/index.js';
import { queryRows } from '../support/query-rows.js';

const OPTIONS = { users: 300, days: 18, seed: 6, signIns: true };
const REAL = resolve(import.meta.dirname, '../../../../../shared/data/ua/ga_sample.parquet');
const days = [...simulateSite(OPTIONS).days()];
const known = days.flatMap((day) => day.events).filter(({ userPseudoId }) => userPseudoId !== null);

/** The events that are hits, by their session. */
const sessions = new Map<string, SimulatedEvent[]>();
const HITS: Readonly<Record<string, string>> = {
  page_view: 'PAGE 0 ',
  view_search_results: 'PAGE 0 ',
  view_item: 'PAGE 2 ',
  begin_checkout: 'PAGE 5 ',
  purchase: 'PAGE 6 ',
  view_item_list: 'EVENT 0 Product Impression',
  select_item: 'EVENT 1 Product Click',
  add_to_cart: 'EVENT 3 Add to Cart',
  login: 'EVENT 0 Login',
};
for (const event of known) {
  if (HITS[event.name] === undefined || (event.name === 'page_view' && event.page === 'confirmation')) continue;
  const key = `${event.userPseudoId} ${event.session.id}`;
  sessions.set(key, [...(sessions.get(key) ?? []), event]);
}

let folder: string;
let written: SimulatedExport;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulated-ua-'));
  written = await writeSimulatedExport({ ...OPTIONS, source: 'ua', folder });
});
afterAll(() => rm(folder, { recursive: true }));
const table = () => `read_parquet('${folder}/ga_sessions_*.parquet')`;

describe('the Universal Analytics export of a shop', () => {
  it('has the columns of the real export, in its order', async (context) => {
    if (!existsSync(REAL)) context.skip('the real export is not on this machine (../shared/data/ua)');
    const columns = async (source: string) =>
      (await queryRows(`DESCRIBE SELECT * FROM ${source}`)).map((row) => [row.column_name, row.column_type]);
    expect(await columns(table())).toEqual(await columns(`'${REAL}'`));
  });

  it('has a row per session, and its hits in order', async () => {
    expect(written.files.at(-1)).toBe(join(folder, 'ga_sessions_20250118.parquet'));
    const rows =
      await queryRows(`SELECT clientId || ' ' || visitId AS key, visitStartTime::INTEGER AS start, visitNumber::INTEGER AS number,
        list_transform(hits, lambda h: h.type || ' ' || h.eCommerceAction.action_type || ' ' || coalesce(h.eventInfo.eventAction, '')) AS hits,
        list_transform(hits, lambda h: h.time::INTEGER) AS times, totals.hits::INTEGER AS n, totals.pageviews::INTEGER AS pages,
        totals.newVisits::INTEGER AS new FROM ${table()}`);
    const found = new Map(rows.map(({ key, ...row }) => [key, row]));
    expect(found.size).toBe(rows.length);
    const expected = [...sessions].map(([key, events]) => {
      const first = events[0]!.timestampMicros;
      return [
        key,
        {
          start: Math.floor(first / 1e6),
          number: events[0]!.session.number,
          hits: events.map(({ name }) => HITS[name]),
          times: events.map(({ timestampMicros }) => Math.floor((timestampMicros - first) / 1000)),
          n: events.length,
          pages: events.filter(({ name }) => HITS[name]!.startsWith('PAGE')).length,
          new: events[0]!.session.number === 1 ? 1 : null,
        },
      ] as const;
    });
    expect(found).toEqual(new Map(expected));
  });

  it('has a transaction, with revenue in millionths and its products, for every purchase', async () => {
    const purchases = known.filter(({ name }) => name === 'purchase');
    const [found] = await queryRows(`WITH h AS (SELECT totals, unnest(hits) AS h FROM ${table()})
      SELECT COUNT(h.transaction.transactionId)::INTEGER AS n, COUNT(DISTINCT h.transaction.transactionId)::INTEGER AS ids,
        COUNT(*) FILTER (h.transaction.transactionRevenue IS DISTINCT FROM
          list_sum(list_transform(h.product, lambda p: p.productRevenue)))::INTEGER AS wrong,
        COUNT(*) FILTER ((h.transaction.transactionId IS NULL) = (h.eCommerceAction.action_type = '6'))::INTEGER AS elsewhere,
        (SELECT SUM(totals.transactions)::INTEGER FROM ${table()}) AS total,
        MIN(h.transaction.transactionRevenue)::INTEGER > 1000000 AS micros FROM h`);
    const again = purchases.filter(({ purchase }) => purchase!.sentAgain).length;
    expect(again).toBeGreaterThan(0);
    const n = purchases.length;
    expect(found).toEqual({ n, ids: n - again, wrong: 0, elsewhere: 0, total: n, micros: true });
  });

  it('carries the id of signed-in people in a custom dimension, and as userId', async () => {
    const rows = await queryRows(`SELECT clientId || ' ' || visitId AS key, userId AS id,
        list_filter(customDimensions, lambda d: d.index = 1)[1].value AS dimension FROM ${table()}`);
    const expected = [...sessions].map(([key, events]) => {
      const member = events.find(({ signedIn }) => signedIn)?.person.index;
      const id = member === undefined ? null : `member-${500_000 + member}`;
      return [key, { id, dimension: id }] as const;
    });
    expect(new Map(rows.map(({ key, ...ids }) => [key, ids]))).toEqual(new Map(expected));
    expect(rows.filter(({ id }) => id !== null).length).toBeGreaterThan(30);
  });

  it('names users in the truth as in the export', async () => {
    const [match] = await queryRows(`SELECT COUNT(*)::INTEGER AS devices, COUNT(v.id)::INTEGER AS found
      FROM '${written.devicesFile}' d LEFT JOIN (SELECT DISTINCT fullVisitorId AS id FROM ${table()}) v ON v.id = d.user_pseudo_id`);
    expect(match!.devices).toBeGreaterThan(200);
    expect(match!.found).toBe(match!.devices);
  });

  it('can be written as NDJSON, with integers as text', async () => {
    const target = join(folder, 'json');
    const json = await writeSimulatedExport({ ...OPTIONS, days: 2, source: 'ua', format: 'ndjson', folder: target });
    const [row] =
      await queryRows(`SELECT json_type(json, '$.visitId') AS id, json_type(json, '$.hits[0].hitNumber') AS number
      FROM read_ndjson_objects('${json.files[0]}') LIMIT 1`);
    expect(row).toEqual({ id: 'VARCHAR', number: 'VARCHAR' });
  });

  it.each([{ kind: 'publisher' }, { source: 'adobe' }])('refuses %o', async (wrong) => {
    const options = { users: 5, days: 2, seed: 1, source: 'ua', folder: join(folder, 'refused'), ...wrong } as never;
    await expect(writeSimulatedExport(options)).rejects.toMatchObject({ code: 'bad_simulation', kind: 'usage' });
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});
