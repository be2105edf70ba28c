import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedExport, simulateEvents, writeSimulatedExport } from '../../src/index.js';
import { param, queryRows } from '../support/query-rows.js';

let folder: string;
const written = new Map<string, SimulatedExport>();
const OPTIONS = { users: 300, days: 16, seed: 4 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulated-kinds-'));
  for (const kind of ['leadgen', 'publisher'] as const) {
    written.set(kind, await writeSimulatedExport({ ...OPTIONS, kind, folder: join(folder, kind) }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const days = (kind: string) => `read_parquet('${join(folder, kind)}/events_*.parquet')`;

describe('the export of a site that is no shop', () => {
  it.each(['leadgen', 'publisher'] as const)(
    'holds the events of the %s with their parameters, and no items',
    async (kind) => {
      const events = [...simulateEvents({ ...OPTIONS, kind })];
      const keys = (event: (typeof events)[number]) =>
        Object.keys(event.detail?.params ?? {})
          .sort()
          .join();
      const expected = new Map<string, number>();
      for (const event of events) {
        const key = `${event.name} ${keys(event)}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const common = ['page_location', 'page_title', 'page_referrer', 'session_engaged', 'ga_session_id'];
      const given = [
        ...common,
        'ga_session_number',
        'engagement_time_msec',
        'gclid',
        'source',
        'medium',
        'campaign',
        'percent_scrolled',
      ];
      const found = await queryRows(`SELECT event_name || ' ' || array_to_string(list_sort(list_filter(
        list_transform(event_params, lambda p: p.key), lambda k: k NOT IN (${given.map((key) => `'${key}'`).join(', ')}))), ',') AS key,
        COUNT(*)::INTEGER AS n FROM ${days(kind)} GROUP BY 1`);
      expect(new Map(found.map(({ key, n }) => [key, n]))).toEqual(expected);
      const [shop] =
        await queryRows(`SELECT COUNT(*) FILTER (len(items) > 0)::INTEGER AS items, COUNT(ecommerce.transaction_id)::INTEGER AS ids,
        SUM(user_ltv.revenue) AS revenue FROM ${days(kind)}`);
      expect(shop).toEqual({ items: 0, ids: 0, revenue: 0 });
      expect(written.get(kind)).toMatchObject({ kind, events: events.length, purchases: 0 });
      expect(written.get(kind)!.conversions).toBeGreaterThan(0);
    },
  );

  it('names the forms that make a lead, and those that make none', async () => {
    const forms =
      await queryRows(`SELECT event_name AS event, ${param('form_id')} AS form, COUNT(${param('plan')})::INTEGER > 0 AS planned,
        MIN(${param('form_length', 'int_value')})::INTEGER AS length
      FROM ${days('leadgen')} WHERE event_name IN ('form_submit', 'generate_lead') GROUP BY ALL ORDER BY ALL`);
    const lead = ['callback', 'contact', 'quote'].map((form) => ({
      form,
      planned: true,
      length: form === 'quote' ? 9 : 4,
    }));
    const none = ['job_application', 'newsletter', 'support'].map((form) => ({ form, planned: false, length: 3 }));
    const sorted = [...lead, ...none].sort((a, b) => (a.form < b.form ? -1 : 1));
    expect(forms).toEqual([
      ...sorted.map((form) => ({ event: 'form_submit', ...form })),
      ...lead.map((form) => ({ event: 'generate_lead', ...form })),
    ]);
  });

  it('writes pages in the script of the site, and sources on page views of sessions that had one', async () => {
    const [page] =
      await queryRows(`SELECT ${param('page_title')} AS title, ${param('section')} AS section FROM ${days('publisher')}
      WHERE event_name = '記事を読む' AND ${param('page_location')} = 'https://hibi.example/business/article-3' LIMIT 1`);
    expect(page).toEqual({ title: '経済の記事 3 | 日々新聞', section: '経済' });
    const [views] = await queryRows(`SELECT AVG((${param('source')} IS NULL)::INTEGER) AS direct,
        COUNT(*) FILTER (${param('source')} <> traffic_source.source)::INTEGER AS others,
        COUNT(*) FILTER ((${param('source')} IS NULL) <> (${param('medium')} IS NULL))::INTEGER AS halves
      FROM ${days('publisher')} WHERE event_name = 'page_view'`);
    expect(views).toMatchObject({ others: 0, halves: 0 });
    expect(views!.direct).toBeGreaterThan(0.2);
    expect(views!.direct).toBeLessThan(0.45);
  });
});
