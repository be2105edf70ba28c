import { type PropensityConfigInput, parseConfig, settingsOf } from '@propensity/core/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  commonTypes,
  type Dialect,
  defaultFeatures,
  type EventExport,
  EventStatements,
  featureSnapshotSql,
  placedRowsSql,
  presenceSql,
  queryRelation,
  questionColumns,
  uaExportOf,
  zoneEvidenceSql,
} from '../../src/index.js';
import { BothEngines, type Build } from '../support/both-engines.js';
import { UA_TABLE, uaRelations } from '../support/ua-relations.js';
import { UA_WINDOWS } from '../support/ua-sessions.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

let server: ZetaSqlServer;
let engines: BothEngines;
let relations: Awaited<ReturnType<typeof uaRelations>>;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, { tables: [UA_TABLE] });
  relations = await uaRelations(engines.duckdb);
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

const ANN = '0100000000000000001';
const DAYS = ['2017-08-01', '2017-08-20'] as [string, string];
const [from, until] = DAYS;

type Asked = Partial<PropensityConfigInput>;

function statementsOf(asked: Asked) {
  const { snapshot, ...windows } = UA_WINDOWS;
  const { timeZone, lookbackDays, horizonDays } = windows;
  const config = parseConfig({
    target: { event: 'purchase' },
    lookbackDays,
    horizonDays,
    ...asked,
    source: { type: 'ua', events: 'ga_sessions_*', timeZone, ...asked.source } as PropensityConfigInput['source'],
  });
  if (config.source.type !== 'ua') throw new TypeError('not Universal Analytics');
  const settings = settingsOf(config, 'test');
  const source = uaExportOf(config.source);
  const over =
    (
      build: (
        statements: EventStatements,
        days: { relations: ReturnType<typeof relations>[]; days: [string, string] },
      ) => string,
    ): Build =>
    (dialect) =>
      build(new EventStatements({ dialect, source, settings }), {
        relations: [relations(dialect, source)],
        days: DAYS,
      });
  return {
    labels: over((statements, days) => `SELECT user_id FROM ${statements.labels(snapshot, days)} AS labels`),
    counts: over((statements, days) => statements.counts([snapshot], days)),
    reach: over((statements, days) => statements.reach(snapshot, days)),
    summary: over((statements, days) => statements.summary(days)),
    names: over((statements, days) => statements.eventNames(days)),
    audience: over((statements, days) => statements.audience(days)!),
    amounts: over((statements, days) => statements.amounts(days)!),
    features: ((dialect) => {
      const customColumns = questionColumns(source, settings);
      const events = queryRelation(
        source.eventsSql({ dialect, relations: [relations(dialect, source)], timeZone, from, until, customColumns }),
      );
      return featureSnapshotSql({
        dialect,
        events,
        roles: source.roles,
        snapshot,
        lookbackDays,
        timeZone,
        features: defaultFeatures(source, lookbackDays),
        population: settings.question.population,
        people: source.people,
      });
    }) satisfies Build,
  };
}

const whole: EventExport = uaExportOf({});

describe('of sessions of Universal Analytics, both engines give', () => {
  test('the same flat events, every column of them', async () => {
    const events = await engines.sameRows((dialect) =>
      whole.eventsSql({
        dialect,
        relations: [relations(dialect, whole)],
        timeZone: 'America/Los_Angeles',
        from,
        until,
      }),
    );
    expect(events).toHaveLength(54);
  });

  test('the same deliveries, dates and presence', async () => {
    const delivered = await engines.sameRows((dialect) =>
      whole.deliveriesSql({ dialect, relations: [relations(dialect, whole)], timeZone: 'UTC', from, until }),
    );
    expect(delivered).toHaveLength(74);
    const quarters = await engines.sameRows((dialect) =>
      zoneEvidenceSql(dialect, [whole.datedRows(dialect, relations(dialect, whole))!]),
    );
    expect(quarters.map(({ date }) => date)).toContain('20170803');
    const placed = { place: `'20170801'` };
    await engines.sameRows((dialect) =>
      placedRowsSql(dialect, [{ ...whole.datedRows(dialect, relations(dialect, whole))!, ...placed }]),
    );
    const [present] = await engines.sameRows((dialect) =>
      presenceSql(dialect, relations(dialect, whole), whole.presence(dialect)),
    );
    expect(present).toEqual({ no_moments: true, no_hits: true });
  });

  test('the same columns of features of the user’s own', async () => {
    const rows = await engines.sameRows((dialect) =>
      whole.eventsSql({
        dialect,
        relations: [relations(dialect, whole)],
        timeZone: 'UTC',
        from,
        until,
        columns: ['user_id', 'event_micros', 'event_name'],
        customColumns: [
          { name: 'label', type: 'string', param: 'eventLabel' },
          { name: 'value', type: 'float', param: 'value', event: 'purchase' },
          { name: 'region', type: 'string', userProperty: 'customDimension4' },
          { name: 'title', type: 'string', sql: 'UPPER(hits.page.pageTitle)' },
          { name: 'visit', type: 'float', sql: 'visitNumber + hits.hitNumber' },
        ],
      }),
    );
    const paid = rows.filter(({ value }) => value !== null).map(({ user_id, value }) => `${user_id} ${value}`);
    expect(paid.sort()).toEqual([`${ANN} 45.5`, `${ANN} 9.99`, 'b6 10', 'b6 60']);
    expect(rows.filter(({ region }) => region === 'EMEA')).toHaveLength(16);
    expect(rows.filter(({ title }) => title === '/PAID')).toHaveLength(6);
    expect(rows.find(({ event_name }) => event_name === 'sign-up')).toMatchObject({ label: 'footer', visit: 5 });
  });

  test('the same columns of expressions over rows that are made alike', async () => {
    const over = (dialect: Dialect) => {
      const plain = relations(dialect, whole);
      const columns = commonTypes(dialect, ['hits', 'device', 'clientId'], [plain.row!], whole.columns);
      return relations(dialect, whole, { columns });
    };
    const rows = await engines.sameRows((dialect) =>
      whole.eventsSql({
        dialect,
        relations: [over(dialect)],
        timeZone: 'UTC',
        from,
        until,
        columns: ['user_id', 'event_micros', 'event_name', 'item_value'],
        customColumns: [
          // Fields that Google has and these rows lack are NULL.
          {
            name: 'host',
            type: 'string',
            sql: 'COALESCE(clientId, device.language, hits.referer, hits.page.hostname)',
          },
        ],
      }),
    );
    expect(rows).toHaveLength(54);
    expect(rows.filter(({ host }) => host === 'app.example')).toHaveLength(2);
  });

  const goal = { event: 'page_view', where: [{ field: 'page.pagePath', matches: '^/thanks' }] };
  // Every answer is worked out by hand from the list of sessions.
  test.each<readonly [string, Asked, readonly string[], Readonly<Record<string, number>>]>([
    ['browsers, a transaction', {}, [ANN, 'b6'], { [ANN]: 16, b2: 6, b3: 1, b4: 1, b5: 1, b6: 17, b7: 3 }],
    ['a goal page', { target: goal }, ['b2'], { [ANN]: 16, b2: 6, b3: 1, b4: 1, b5: 1, b6: 17, b7: 3 }],
    [
      'an event by category, action and label, of hits of one host',
      {
        target: {
          event: 'submit',
          where: [
            { field: 'eventInfo.eventCategory', equals: 'form' },
            { param: 'eventLabel', equals: 'contact' },
          ],
        },
        source: { type: 'ua', where: [{ field: 'hits.page.hostname', equals: 'shop.example' }] },
      },
      ['b2'],
      { [ANN]: 16, b2: 6, b3: 1, b6: 10, b7: 3 },
    ],
    [
      'people by a custom dimension, browsers where nobody is known',
      { source: { type: 'ua', userId: { customDimension: 1, fallback: 'fullVisitorId' } } },
      ['ann', 'b6'],
      { ann: 22, b3: 1, b4: 1, b5: 1, b6: 17, b7: 3 },
    ],
    ['people who sign in', { source: { type: 'ua', userId: 'userId' } }, ['cid'], { cid: 17 }],
  ])('the same users, labels, counts and features: %s', async (_, asked, labels, population) => {
    const statements = statementsOf(asked);
    const labelled = await engines.sameRows(statements.labels);
    const users = await engines.sameRows(statements.features);
    expect(Object.fromEntries(users.map(({ user_id, events_7d }) => [user_id, events_7d]))).toEqual(population);
    expect(labelled.map(({ user_id }) => user_id)).toEqual(expect.arrayContaining([...labels]));
    expect(labelled).toHaveLength(labels.length);
    const [counts] = await engines.sameRows(statements.counts);
    const known = labels.filter((user) => user in population).length;
    expect(counts).toMatchObject({ users_0: users.length, positives_0: known });
    for (const statement of ['reach', 'summary', 'names', 'audience', 'amounts'] as const) {
      await engines.sameRows(statements[statement]);
    }
  });
});
