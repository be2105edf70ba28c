import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { scorerOf } from '@propensity/core';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { modelEvaluation, modelTraining, predictions } from '@propensity/core/jobs';
import { parseArtifact } from '@propensity/core/models';
import { silentProgress } from '@propensity/core/ports';
import { addDays, userBucket } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, openLocalStack } from '../src/index.js';
import { queryWarehouse } from './support/read-warehouse.js';

const FILE = resolve(import.meta.dirname, '../../../../shared/data/ua/ga_sample.parquet');
const present = existsSync(FILE);
const LIMIT = 240_000;

/** The view's clock. */
const ZONE = 'America/Los_Angeles';
const [FIRST, DAYS] = ['2017-08-01', 24];
const [TRAINED, SCORED] = ['2017-08-10', '2017-08-17'];
const [LOOKBACK, HORIZON] = [7, 7];

/** What is predicted, and the sessions in plain SQL that convert. */
const TARGETS: readonly (readonly [what: string, target: PropensityConfigInput['target'], sql: string])[] = [
  ['a transaction', { event: 'purchase' }, 'totals.transactions > 0'],
  [
    'a goal page',
    { event: 'page_view', where: [{ field: 'page.pagePath', matches: '^/basket\\.html' }] },
    `len(list_filter(hits, lambda h: h.type = 'PAGE' AND h.page.pagePath LIKE '/basket.html%')) > 0`,
  ],
  [
    'an event by its category and action',
    {
      event: 'add_to_cart',
      where: [
        { param: 'eventCategory', equals: 'Enhanced Ecommerce' },
        { param: 'eventAction', equals: 'Add to Cart' },
      ],
    },
    `len(list_filter(hits, lambda h: h.eventInfo.eventCategory = 'Enhanced Ecommerce' AND h.eventInfo.eventAction = 'Add to Cart')) > 0`,
  ],
];

describe.skipIf(!present)(`real Universal Analytics export${present ? '' : ` (skipped: ${FILE} is absent)`}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-real-ua-'));
    await mkdir(join(folder, 'day'));
    await mkdir(join(folder, 'export'));
    await plainSql(`COPY (FROM '${FILE}') TO '${folder}/day/ga_sessions_20170801.parquet'`);
    // The day again and again, each time of two thirds of its sessions.
    for (let day = 0; day < DAYS; day++) {
      const suffix = addDays(FIRST, day).replaceAll('-', '');
      await plainSql(
        `COPY (SELECT * REPLACE (visitStartTime + ${day * 86_400} AS visitStartTime, visitId + ${day * 86_400} AS visitId, '${suffix}' AS date)
        FROM '${FILE}' WHERE hash(fullVisitorId || '${day}') % 3 < 2) TO '${folder}/export/ga_sessions_${suffix}.parquet'`,
      );
    }
  }, LIMIT);
  afterAll(() => rm(folder, { recursive: true }));

  it('has the 2,293 visitors of its day, 42 of whom buy in 43 sessions', async () => {
    const stack = open({ event: 'purchase' }, 'day');
    try {
      const { events, users, target, eventNames, eventsWithoutUser } = await stack.ports.events.summarise(
        FIRST,
        '2017-08-02',
      );
      const [day] =
        await plainSql(`SELECT COUNT(*)::INTEGER AS sessions, COUNT(DISTINCT fullVisitorId)::INTEGER AS users,
        COUNT(*) FILTER (totals.transactions > 0)::INTEGER AS converting,
        COUNT(DISTINCT fullVisitorId) FILTER (totals.transactions > 0)::INTEGER AS buyers FROM '${FILE}'`);
      expect(day).toEqual({ sessions: 2556, users: 2293, converting: 43, buyers: 42 });
      expect([users, target.users, eventsWithoutUser]).toEqual([2293, 42, 0]);
      const hits = await plainSql(`WITH hits AS (SELECT unnest(hits) AS h FROM '${FILE}'),
        found AS (
          SELECT 'page_view' AS name, h.type = 'PAGE' AS isIt FROM hits
          UNION ALL SELECT 'view_item', h.eCommerceAction.action_type = '2' FROM hits
          UNION ALL SELECT 'add_to_cart', h.eCommerceAction.action_type = '3' FROM hits
          UNION ALL SELECT 'purchase', h.eCommerceAction.action_type = '6' FROM hits
          UNION ALL SELECT 'view_item_list', len(list_filter(h.product, lambda p: p.isImpression)) > 0 FROM hits
          UNION ALL SELECT 'Onsite Click', h.eventInfo.eventAction = 'Onsite Click' FROM hits)
        SELECT name, COUNT(*)::INTEGER AS events FROM found WHERE isIt GROUP BY name
        UNION ALL SELECT 'session_start', COUNT(*)::INTEGER FROM '${FILE}' ORDER BY name`);
      const named = new Map(eventNames.map(({ name, events }) => [name, events]));
      expect(hits.map(({ name }) => ({ name, events: named.get(String(name)) }))).toEqual(hits);
      expect([...named.values()].reduce((sum, count) => sum + count, 0)).toBe(events);
      const { dates } = await stack.ports.events.evidence!(FIRST, '2017-08-02');
      expect(dates.every(({ date }) => date === FIRST)).toBe(true);
    } finally {
      await stack.close();
    }
  });

  it.each(TARGETS)(
    'predicts %s: the users and positives of plain SQL, the probabilities of the scorer',
    async (what, target, converts) => {
      const stack = open(target, 'export', what);
      let expected: Map<number, number>;
      try {
        const { ports, settings } = stack;
        const trained = await modelTraining(ports, settings, { snapshot: TRAINED });
        expect({ n: trained.counts.rows, positives: trained.counts.positives }).toEqual(await count(converts, TRAINED));
        const predicted = await predictions(ports, settings, { snapshot: SCORED });
        const counted = await count(converts, SCORED);
        expect(predicted.counts.scored).toBe(counted.n);
        const { evaluated } = await modelEvaluation(ports, settings);
        expect(evaluated).toMatchObject([{ predicted_week: SCORED, ...counted }]);

        const { name, sha256 } = trained.artifact;
        const artifact = parseArtifact(await ports.artifacts.read(name), { sha256, fileName: name });
        const rows = await ports.snapshots.knownDefinitions!.snapshotsOf(artifact.features).readLabelled([SCORED]);
        const proba = scorerOf(artifact).predictProba(rows.features);
        expected = new Map([...rows.userBucket].map((bucket, index) => [bucket, proba[index]!]));
      } finally {
        await stack.close();
      }
      const found = await queryWarehouse(join(folder, what), 'SELECT user_id, proba FROM ma_predictions_table');
      expect(found).toHaveLength(expected.size);
      const differences = found.map(({ user_id, proba }) =>
        Math.abs(Number(proba) - expected.get(userBucket(String(user_id)))!),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-14);
      expect(new Set(found.map(({ proba }) => proba)).size).toBeGreaterThan(20);
    },
    LIMIT,
  );

  function open(target: PropensityConfigInput['target'], days: string, stack = 'stack'): LocalStack {
    const config = parseConfig({
      source: { type: 'ua', events: `${days}/ga_sessions_*.parquet`, timeZone: ZONE },
      target,
      lookbackDays: LOOKBACK,
      horizonDays: HORIZON,
      training: { snapshots: 1 },
      local: { folder: stack },
    });
    return openLocalStack(config, {
      baseDirectory: folder,
      progress: silentProgress,
      clock: () => Date.parse('2017-10-01T00:00:00Z'),
      codeVersion: 'test',
    });
  }

  /** Users and positives at S straight from the files, sharing no code with the product: no session of a view passes midnight. */
  async function count(converts: string, snapshot: string): Promise<{ n: number; positives: number }> {
    const date = (day: string) => `'${day.replaceAll('-', '')}'`;
    const [row] = await plainSql(`WITH sessions AS (FROM read_parquet('${folder}/export/*.parquet')),
      seen AS (SELECT DISTINCT fullVisitorId AS id FROM sessions WHERE date >= ${date(addDays(snapshot, -LOOKBACK))} AND date < ${date(snapshot)}),
      converted AS (SELECT DISTINCT fullVisitorId AS id FROM sessions
        WHERE date >= ${date(snapshot)} AND date < ${date(addDays(snapshot, HORIZON))} AND ${converts})
      SELECT COUNT(*)::INTEGER AS n, COUNT(converted.id)::INTEGER AS positives FROM seen LEFT JOIN converted USING (id)`);
    return row as { n: number; positives: number };
  }
});

async function plainSql(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
