import { EVERYONE, targetRule } from '@propensity/core/question';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Dialect,
  EVENT_COLUMNS,
  eventNamesSql,
  FeatureDefinitions,
  featureCatalogue,
  featureSnapshotSql,
  featureSnapshotsSql,
  ga4DeliveredEventsSql,
  ga4DeliveriesSql,
  ga4EventsSql,
  ga4Export,
  type LabelsOptions,
  labelsSql,
  namesBeforeSql,
  populationSql,
  queryRelation,
  type RawRelation,
  RECENT_COLUMNS,
  type RecentEventsRow,
  type Relation,
  reachSql,
  recentEventsOf,
  recentEventsSql,
  snapshotCountsSql,
  summarySql,
  targetFlag,
  userSampleSql,
} from '../../src/index.js';
import { ADDED_FEATURES } from '../support/added-features.js';
import { AWKWARD_EXPORT, SNAPSHOT, WINDOW } from '../support/awkward-export.js';
import { BothEngines } from '../support/both-engines.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

const TARGET = targetRule({ event: 'purchase' });

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, { days: AWKWARD_EXPORT });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

const flat = (dialect: Dialect, relations: readonly RawRelation[], more = {}) =>
  ga4EventsSql({ ...WINDOW, dialect, relations, ...more });
const deliveries = (dialect: Dialect, relations: readonly RawRelation[]) =>
  queryRelation(ga4DeliveriesSql({ ...WINDOW, dialect, relations, customColumns: [targetFlag(TARGET)] }));
const both = (events: Relation) => ({ events, seen: events });

test('events, of every shape of a day', async () => {
  const rows = await engines.sameRows(flat);
  const of = (user: string) => rows.filter(({ user_id }) => user_id === user);
  for (const column of Object.keys(EVENT_COLUMNS)) expect(rows.some((row) => row[column] !== null)).toBe(true);
  // Delivered twice in a day, and on another day with every value as text.
  expect(of('u1').filter(({ session_id }) => session_id === '1')).toHaveLength(6);
  // What is text there and typed here reads the same.
  const plain = (user: string) =>
    of(user)
      .map(({ user_id, ...row }) => JSON.stringify(row))
      .sort();
  expect(plain('u3 as text')).toEqual(plain('u3').filter((row) => !row.includes('view_search_results')));
});

test('values that engines cast each in its own way', async () => {
  const rows = await engines.sameRows((dialect, relations) =>
    flat(dialect, relations, {
      columns: ['user_id', 'event_micros', 'engagement_msec', 'session_id', 'transaction_id'],
    }),
  );
  const values = (column: string) => new Set(rows.map((row) => row[column]));
  // .5, 1.5, 2.5 and the text 3.5, each rounded away from zero; a text with blanks.
  expect(values('engagement_msec')).toEqual(new Set([1, 2, 3, 4, 12, 1500, '9000000000000000000', null]));
  expect(values('session_id')).toContain('5.25');
  expect(values('transaction_id')).toEqual(new Set(['T-1', '77', '1234.567892', '9007199254740993', null]));
});

describe('queries over deliveries', () => {
  test('counts of snapshots, which are those of their population and labels', async () => {
    const snapshots = [SNAPSHOT, '2025-03-12', '2025-03-04'];
    const windows = {
      lookbackDays: 14,
      horizonDays: 7,
      timeZone: WINDOW.timeZone,
      target: TARGET,
      population: EVERYONE,
    };
    const counted = (sampleShare: number) =>
      engines.sameRows((dialect, relations) =>
        snapshotCountsSql({ ...windows, dialect, events: deliveries(dialect, relations), snapshots, sampleShare }),
      );
    const [row] = await counted(1);
    for (const [index, snapshot] of snapshots.entries()) {
      const usersOf = async (build: (options: LabelsOptions) => string) => {
        const rows = await engines.sameRows((dialect, relations) =>
          build({ ...windows, dialect, ...both(deliveries(dialect, relations)), snapshot }),
        );
        return rows.map(({ user_id }) => user_id);
      };
      const [population, converters] = [await usersOf(populationSql), await usersOf(labelsSql)];
      expect(row).toMatchObject({
        [`users_${index}`]: population.length,
        [`converters_${index}`]: converters.length,
        [`positives_${index}`]: converters.filter((user) => population.includes(user)).length,
      });
    }
    const [some] = await counted(0.5);
    expect(Number(some!.users_0)).toBeLessThan(Number(row!.users_0));
    expect(Number(row!.positives_0)).toBeGreaterThan(0);
  });

  test.each([
    ['labels', labelsSql],
    ['population', populationSql],
    ['reach', reachSql],
  ] as const)('%s', async (_what, build) => {
    const rows = await engines.sameRows((dialect, relations) =>
      build({
        dialect,
        ...both(deliveries(dialect, relations)),
        snapshot: SNAPSHOT,
        lookbackDays: 14,
        horizonDays: 7,
        timeZone: WINDOW.timeZone,
        target: TARGET,
        population: EVERYONE,
      }),
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('summary', async () => {
    const [row] = await engines.sameRows((dialect, relations) => summarySql(deliveries(dialect, relations)));
    expect(row).toEqual({ events: 64, events_without_user: 2, users: 13, target_events: 20, target_users: 9 });
  });

  test('event names before a snapshot, of users that are known', async () => {
    const rows = await engines.sameRows((dialect, relations) => namesBeforeSql(deliveries(dialect, relations)));
    const [summed] = await engines.sameRows((dialect, relations) => summarySql(deliveries(dialect, relations)));
    expect(rows.reduce((sum, { events }) => sum + Number(events), 0)).toBe(
      Number(summed!.events) - Number(summed!.events_without_user),
    );
    const counts = rows.map(({ events }) => Number(events));
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  test('event names, in their order', async () => {
    const rows = await engines.sameRows((dialect, relations) => eventNamesSql(deliveries(dialect, relations), 3));
    expect(rows.map(({ name }) => name)).toEqual(['purchase', 'page_view', 'view_item']);
  });
});

describe('recent events', () => {
  test('as they are delivered', async () => {
    const rows = await engines.sameRows((dialect, relations) =>
      recentEventsSql(
        dialect,
        queryRelation(ga4DeliveredEventsSql({ ...WINDOW, dialect, relations, columns: RECENT_COLUMNS })),
      ),
    );
    const { from, until } = WINDOW;
    const recent = recentEventsOf(from, until, rows as unknown as RecentEventsRow[]);
    const delivered = await engines.sameRows((dialect, relations) =>
      ga4DeliveredEventsSql({ ...WINDOW, dialect, relations, columns: RECENT_COLUMNS }),
    );
    const namesakes = (name: string) => delivered.filter(({ event_name }) => event_name === name).length;
    // As in the summary, where 2 have no user.
    expect(recent).toMatchObject({ days: 21, events: 62, users: 13 });
    expect(delivered).toHaveLength(62);
    expect(recent.names).toEqual(
      Object.fromEntries(
        [...new Set(delivered.flatMap(({ event_name }) => (event_name === null ? [] : [String(event_name)])))].map(
          (name) => [name, namesakes(name)],
        ),
      ),
    );
    for (const [column, count] of Object.entries(recent.known)) {
      expect([column, count]).toEqual([column, delivered.filter((row) => row[column] !== null).length]);
    }
    expect(recent.known.device_category).toBeGreaterThan(0);
    expect(recent.known.device_category).toBeLessThan(62);
  });
});

describe('feature snapshots', () => {
  const { roles } = ga4Export;

  test.each([1, 14])('of %d days, with features of every kind', async (lookbackDays) => {
    const definitions = new FeatureDefinitions({
      source: ga4Export,
      lookbackDays,
      features: { drop: [], add: ADDED_FEATURES },
    });
    const own = ['purchase', 'page_view', "o'clock \\ お問い合わせ"];
    const features = definitions.definitionsOf(definitions.ofProperty({ own, absent: [] }));
    expect(features.length).toBe(definitions.catalogue.length + 9);
    const customColumns = features.flatMap(({ customColumn }) => customColumn ?? []);
    const rows = await engines.sameRows((dialect, relations) => {
      const events = queryRelation(flat(dialect, relations, { customColumns }));
      const { timeZone } = WINDOW;
      return featureSnapshotSql({ dialect, events, roles, snapshot: SNAPSHOT, lookbackDays, timeZone, features });
    });
    expect(Object.keys(rows[0]!)).toHaveLength(features.length + 3);
    expect(rows).toHaveLength(lookbackDays === 1 ? 3 : 11);
  });

  test('of several days at once', async () => {
    const features = featureCatalogue({
      source: ga4Export,
      lookbackDays: 7,
      features: { drop: [], add: ADDED_FEATURES },
    });
    const customColumns = features.flatMap(({ customColumn }) => customColumn ?? []);
    const rows = await engines.sameRows((dialect, relations) => {
      const events = queryRelation(flat(dialect, relations, { customColumns }));
      const { timeZone } = WINDOW;
      const snapshots = ['2025-03-08', SNAPSHOT];
      const sql = featureSnapshotsSql({ dialect, events, roles, snapshots, lookbackDays: 7, timeZone, features });
      return `SELECT * REPLACE (CAST(snapshot AS ${dialect.typeNames.string}) AS snapshot) FROM (\n${sql}\n) AS several`;
    });
    expect([...new Set(rows.map(({ snapshot }) => snapshot))].sort()).toEqual(['2025-03-08', SNAPSHOT]);
  });

  test('sums that have more than 64 bits', async () => {
    const features = featureCatalogue({ source: ga4Export, lookbackDays: 14 }).filter(({ name }) =>
      /^(engagement|item_value)/.test(name),
    );
    const rows = await engines.sameRows((dialect, relations) => {
      const events = queryRelation(flat(dialect, relations));
      const { timeZone } = WINDOW;
      return featureSnapshotSql({ dialect, events, roles, snapshot: SNAPSHOT, lookbackDays: 14, timeZone, features });
    });
    expect(rows.find(({ user_id }) => user_id === 'u3')).toMatchObject({
      engagement_seconds_14d: 18e15,
      item_value_viewed: 16e12 + 5,
    });
  });

  test('a sample of the users', async () => {
    const rows = await engines.sameRows((dialect, relations) => {
      const events = `(${flat(dialect, relations, { columns: ['user_id', 'event_micros'] })}) AS events`;
      return `SELECT DISTINCT user_id FROM ${events} WHERE ${userSampleSql(dialect.userBucket('user_id'), 0.5)}`;
    });
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.length).toBeLessThan(13);
  });
});
