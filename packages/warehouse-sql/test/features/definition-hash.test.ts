import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import {
  defaultFeatures,
  duckdbDialect,
  type EventExport,
  featureSnapshotSql,
  ga4Export,
  ga4ExportIn,
  googlesqlDialect,
  tableRelation,
  uaExport,
} from '../../src/index.js';

/**
 * The hashes of all default features. A hash that changes here makes every model that was fitted on the feature a model of
 * an earlier definition: keep that definition in the feature's `earlier`, raise its version, and say so in the commit.
 */
const pinned = JSON.parse(readFileSync(new URL('fixtures/definition-hashes.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, string>
>;

/** The same of Universal Analytics. */
const pinnedOfUa = JSON.parse(
  readFileSync(new URL('fixtures/ua-definition-hashes.json', import.meta.url), 'utf8'),
) as typeof pinned;

/** The hashes of definitions that were replaced when orders began to take account of refunds, and amounts of unknown ones. */
const replaced = JSON.parse(readFileSync(new URL('fixtures/replaced-hashes.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, string>
>;

const hashesOf = (source: EventExport, lookbackDays: number) =>
  Object.fromEntries(defaultFeatures(source, lookbackDays).map(({ name, definitionHash }) => [name, definitionHash]));

test.each(Object.keys(pinned).map(Number))('the default features of %d days have the hashes that they had', (days) => {
  expect(hashesOf(ga4Export, days)).toEqual(pinned[days]);
});

test.each(Object.keys(pinnedOfUa).map(Number))('so have those of Universal Analytics, of %d days', (days) => {
  const hashes = hashesOf(uaExport, days);
  expect(hashes).toEqual(pinnedOfUa[days]);
  const ofGa4 = Object.keys(hashesOf(ga4Export, days));
  expect(ofGa4.filter((name) => !(name in hashes))).toEqual([
    ...ofGa4.filter((name) => name.startsWith('engagement_seconds_')),
    ...['scroll', 'add_to_wishlist', 'add_shipping_info', 'add_payment_info'].map((name) => `${name}_${days}d`),
  ]);
});

test.each(Object.keys(replaced).map(Number))(
  'the definitions of %d days that were replaced keep their hashes',
  (days) => {
    const features = new Map(defaultFeatures(ga4Export, days).map((feature) => [feature.name, feature]));
    const hashes = Object.entries(replaced[days]!);
    expect(hashes.length).toBeGreaterThan(3);
    for (const [name, hash] of hashes) {
      const { earlier, version, grain } = features.get(name)!;
      expect([name, earlier[0]!.definitionHash, earlier[0]!.version]).toEqual([name, hash, version! - 1]);
      expect(earlier[0]!.whenNone).toBe(0);
      if (grain === 'net_orders') expect(earlier[0]!.grain).toBe('orders');
    }
  },
);

test('features of one catalogue have hashes of their own, earlier versions too', () => {
  const all = defaultFeatures(ga4Export, 60).flatMap((feature) => [feature, ...feature.earlier]);
  expect(new Set(all.map(({ definitionHash }) => definitionHash)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(Object.keys(pinned['60']!).length);
});

describe('how a dialect writes SQL', () => {
  test('changes no hash', async () => {
    const wordy = <T extends typeof duckdbDialect>(dialect: T): T => ({
      ...dialect,
      isOneOf: (expr, texts) => `((${dialect.isOneOf(expr, texts)}))`,
      integerDivide: (expr, divisor) => `(${dialect.integerDivide(expr, divisor)})`,
      sumIntegers: (expr) => `(${dialect.sumIntegers(expr)})`,
      textAt: (expr, which, micros) => `(${dialect.textAt(expr, which, micros)})`,
    });
    vi.doMock('../../src/dialect/duckdb-dialect.js', async (original) => ({
      ...(await original<object>()),
      duckdbDialect: wordy(duckdbDialect),
    }));
    vi.doMock('../../src/dialect/googlesql-dialect.js', async (original) => ({
      ...(await original<object>()),
      googlesqlDialect: wordy(googlesqlDialect),
    }));
    vi.resetModules();
    const rewritten = await import('../../src/index.js');
    vi.doUnmock('../../src/dialect/duckdb-dialect.js');
    vi.doUnmock('../../src/dialect/googlesql-dialect.js');

    const sqlOf = (dialect: typeof duckdbDialect) =>
      featureSnapshotSql({
        dialect,
        events: tableRelation(dialect, 'events'),
        roles: ga4Export.roles,
        snapshot: '2025-03-11',
        lookbackDays: 60,
        timeZone: 'UTC',
        features: defaultFeatures(ga4Export, 60),
      });
    expect(sqlOf(rewritten.duckdbDialect)).not.toBe(sqlOf(duckdbDialect));
    const hashes = rewritten
      .defaultFeatures(rewritten.ga4Export, 60)
      .map(({ name, definitionHash }) => [name, definitionHash]);
    expect(Object.fromEntries(hashes)).toEqual(pinned['60']);
  });
});

describe('what a source declares', () => {
  const changed = (source: EventExport) => {
    const now = hashesOf(source, 14);
    return Object.keys(now).filter((name) => now[name] !== pinned['14']![name]);
  };

  test('of a column changes the features that read it, directly or by their grain', () => {
    expect(changed({ ...ga4Export, versions: { page: 2 } })).toEqual(['distinct_pages']);
    expect(changed({ ...ga4Export, versions: { item_value: 2 } })).toEqual(['item_value_viewed', 'item_value_added']);
    const ofSessions = changed({ ...ga4Export, versions: { session_id: 2 } });
    expect(ofSessions).toContain('sessions_14d');
    expect(ofSessions).not.toContain('events_14d');
  });

  test('of its currency changes the features that read amounts, unless it is the default one', () => {
    const summed = ['orders', 'revenue', 'item_value_viewed', 'item_value_added'];
    const ofMoney = [...summed, 'mean_price_viewed', 'greatest_price_viewed'];
    expect(changed(ga4ExportIn('EUR'))).toEqual(ofMoney);
    expect(changed(ga4ExportIn('USD'))).toEqual([]);
    const [euros, yen] = ['EUR', 'JPY'].map((currency) => hashesOf(ga4ExportIn(currency), 14));
    for (const name of ofMoney) expect(euros![name]).not.toBe(yen![name]);
    const older = defaultFeatures(ga4ExportIn('EUR'), 14).flatMap(({ earlier }) => earlier);
    for (const { name, definitionHash, formerHash } of older) {
      if (!ofMoney.includes(name)) continue;
      expect(definitionHash).not.toBe(replaced['14']![name]);
      expect(formerHash).toBeNull();
    }
  });

  test('of its events, or its type, changes all of them', () => {
    const all = Object.keys(pinned['14']!);
    expect(changed({ ...ga4Export, versions: { events: 2 } })).toEqual(all);
    expect(changed({ ...ga4Export, type: 'other' })).toEqual(all);
    expect(changed({ ...ga4Export, versions: { events: 1 } })).toEqual([]);
  });

  test('of a role changes the features of grains that depend on the role', () => {
    const { pageView } = ga4Export.roles;
    const roles = { ...ga4Export.roles, pageView: { ...pageView!, events: ['page_view', 'screen_view'] } };
    const names = changed({ ...ga4Export, roles });
    expect(names).toEqual(expect.arrayContaining(['sessions_14d', 'distinct_pages']));
    expect(names).not.toContain('orders');
  });
});
