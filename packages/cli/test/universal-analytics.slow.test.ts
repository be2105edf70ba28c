import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const SITE = ['--users', '2500', '--days', '45', '--seed', '5', '--sign-ins'];
const [TRAINED, SCORED] = ['2025-01-30', '2025-02-06'];
/** Snapshots that are learnt from, the newest first. */
const SNAPSHOTS = [TRAINED, '2025-01-23', '2025-01-16'];
const WINDOWS = { lookbackDays: 14, horizonDays: 7, training: { snapshots: 3 } };

const UA = `(FROM read_parquet('ua/ga_sessions_*.parquet'))`;
const GA4 = `(FROM read_parquet('ga4/events_*.parquet'))`;
/** Sessions of the days before S, and those from S on, by the date that Analytics gave them. */
const days = (from: number, until: number) =>
  `CAST(strptime(date, '%Y%m%d') AS DATE) >= S + ${from} AND CAST(strptime(date, '%Y%m%d') AS DATE) < S + ${until}`;
/** Sessions in which something was put into the cart. */
const ADDS = `len(list_filter(hits, lambda h: h.eCommerceAction.action_type = '3')) > 0`;
const PERSON = `list_filter(customDimensions, lambda d: d.index = 1)[1].value`;

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  // The same people, browsers and purchases as both systems exported them.
  for (const source of ['ua', 'ga4']) {
    const { exitCode } = await workplace.run('simulate', '--source', source, '--out', source, ...SITE);
    expect(exitCode).toBe(0);
  }
});
afterAll(() => workplace.remove());

/** Rows of plain SQL over the exports, sharing no code with the product; `S` is a day. */
async function plainSql(sql: string, snapshot = SCORED, database = ':memory:'): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  try {
    const text = sql.replaceAll(/'(ua|ga4)\//g, `'${workplace.folder}/$1/`).replaceAll(/\bS\b/g, `DATE '${snapshot}'`);
    return (await connection.runAndReadAll(text)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Browsers that were seen in the two weeks before S, and those of them that do it in the week from S on. */
const browsers = (snapshot: string, converts = ADDS) =>
  plainSql(
    `WITH seen AS (SELECT DISTINCT clientId AS id FROM ${UA} WHERE ${days(-14, 0)}),
      did AS (SELECT DISTINCT clientId AS id FROM ${UA} WHERE ${days(0, 7)} AND ${converts})
    SELECT COUNT(*)::INTEGER AS users, COUNT(did.id)::INTEGER AS positives FROM seen LEFT JOIN did USING (id)`,
    snapshot,
  );

// Each step stands on the one before it, as it does for a user.
describe('a shop as Universal Analytics exported it, from the export to a probability', () => {
  let model: string;

  it('init finds the day files and says what kind they are of', async () => {
    const { exitCode, out } = await workplace.run(
      'simulate',
      '--source',
      'ua',
      '--out',
      'other',
      '--users',
      '20',
      '--days',
      '3',
    );
    expect([exitCode, out]).toEqual([
      0,
      expect.stringContaining('propensity init --yes --events "other/ga_sessions_*.parquet" --target purchase'),
    ]);
    const { value } = await workplace.json('init', '--yes', '--events', 'ua/ga_sessions_*.parquet');
    expect(value.config).toMatchObject({
      source: { type: 'ua', events: 'ua/ga_sessions_*.parquet' },
      target: { event: 'purchase' },
    });
    expect(value).toMatchObject({ ok: true, export: { days: 45, firstDay: '2025-01-01' } });
    await writeFile(
      join(workplace.folder, 'propensity.config.json'),
      JSON.stringify({
        ...value.config,
        $schema: undefined,
        source: { ...value.config.source, timeZone: 'UTC' },
        target: { event: 'add_to_cart' },
        ...WINDOWS,
      }),
    );
  });

  it('doctor counts the users and positives of plain SQL', async () => {
    const { exitCode, value } = await workplace.json('doctor', '--snapshot', TRAINED);
    expect(exitCode).toBe(0);
    const expected = await Promise.all(SNAPSHOTS.map(async (day) => ({ snapshot: day, ...(await browsers(day))[0] })));
    expect(value.snapshots).toMatchObject(expected);
    expect(value).toMatchObject({ ok: true, days: { count: 45, missing: [] }, null_id_share: 0 });
  });

  it.each([
    ['add_to_cart', ADDS],
    ['purchase', 'totals.transactions > 0'],
  ])('they are those of the same site as GA4 exported it: %s', async (event, converts) => {
    const [ga4] = await plainSql(
      `WITH seen AS (SELECT DISTINCT user_pseudo_id AS id FROM ${GA4} WHERE to_timestamp(event_timestamp / 1e6)::DATE BETWEEN S - 14 AND S - 1),
        bought AS (SELECT DISTINCT user_pseudo_id AS id FROM ${GA4}
          WHERE to_timestamp(event_timestamp / 1e6)::DATE BETWEEN S AND S + 6 AND event_name = '${event}')
      SELECT COUNT(seen.id)::INTEGER AS users, COUNT(bought.id)::INTEGER AS positives FROM seen LEFT JOIN bought USING (id)`,
      TRAINED,
    );
    expect(await browsers(TRAINED, converts)).toEqual([ga4]);
  });

  it('train, predict and evaluate do so on the same users', async () => {
    const trained = await workplace.json('train', '--snapshot', TRAINED);
    expect(trained.value).toMatchObject({ status: 'champion' });
    model = trained.value.model;
    const learnt = await Promise.all(SNAPSHOTS.map(async (day) => (await browsers(day))[0]!));
    const sum = (count: string) => learnt.reduce((total, row) => total + Number(row[count]), 0);
    expect(trained.value.counts).toMatchObject({ rows: sum('users'), positives: sum('positives') });
    const predicted = await workplace.json('predict', '--snapshot', SCORED);
    const [atScoring] = await browsers(SCORED);
    expect(predicted.value.counts).toMatchObject({ scored: atScoring!.users, appended: atScoring!.users });
    const { value } = await workplace.json('evaluate');
    expect(value.evaluated).toMatchObject([
      { predicted_week: SCORED, n: atScoring!.users, positives: atScoring!.positives, label_completeness: 1 },
    ]);
    expect(value.evaluated[0].log_loss).toBeGreaterThan(0);
  });

  it('proba answers by the id of Universal Analytics', async () => {
    const [user] = await plainSql(
      'SELECT user_id, proba FROM ma_predictions_table ORDER BY proba DESC, user_id LIMIT 1',
      SCORED,
      join(workplace.folder, '.propensity', 'warehouse.duckdb'),
    );
    const { value } = await workplace.json('proba', String(user!.user_id));
    expect(value).toMatchObject({ ...user, predicted_week: SCORED, model });
    const [known] = await plainSql(`SELECT COUNT(*)::INTEGER AS n FROM ${UA} WHERE fullVisitorId = '${user!.user_id}'`);
    expect(known!.n).toBeGreaterThan(0);
  });

  it('people are told by a custom dimension, as of S', async () => {
    await writeFile(
      join(workplace.folder, 'people.json'),
      JSON.stringify({
        source: {
          type: 'ua',
          events: 'ua/ga_sessions_*.parquet',
          userId: { customDimension: 1, fallback: 'fullVisitorId' },
        },
        target: { event: 'purchase' },
        ...WINDOWS,
        training: { snapshots: 1 },
        local: { folder: '.people' },
      }),
    );
    const { exitCode, value } = await workplace.json('train', '--config', 'people.json', '--snapshot', TRAINED);
    expect(exitCode).toBe(0);
    const people = (from: number, until: number) =>
      `SELECT date, totals, COALESCE(${PERSON}, LAST_VALUE(${PERSON} IGNORE NULLS) OVER (PARTITION BY fullVisitorId
        ORDER BY visitStartTime ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), fullVisitorId) AS id
      FROM ${UA} WHERE ${days(from, until)}`;
    const [expected] = await plainSql(
      `WITH seen AS (SELECT DISTINCT id FROM (${people(-14, 0)})),
        bought AS (SELECT DISTINCT id FROM (${people(-14, 7)}) WHERE ${days(0, 7)} AND totals.transactions > 0)
      SELECT COUNT(*)::INTEGER AS rows, COUNT(bought.id)::INTEGER AS positives FROM seen LEFT JOIN bought USING (id)`,
      TRAINED,
    );
    expect(value.counts).toMatchObject(expected!);
    const [devices] = await browsers(TRAINED);
    expect(value.counts.rows).toBeLessThan(Number(devices!.users));
  });
});
