import type { AddedFeature, FeatureOptions } from '@propensity/core/config';
import { describe, expect, test } from 'vitest';
import { featureCatalogue, featureSpec, ga4Export } from '../../src/index.js';

const names = (lookbackDays: number, features: Partial<FeatureOptions> = {}) =>
  featureCatalogue({ source: ga4Export, lookbackDays, features: { drop: [], add: [], ...features } }).map(
    ({ name }) => name,
  );
const own: AddedFeature = { name: 'quotes', event: 'generate_lead', aggregate: 'count' };

describe('the default features', () => {
  test.each([1, 7, 14, 30, 60, 730])('of a lookback of %d days', (lookbackDays) => {
    const features = featureCatalogue({ source: ga4Export, lookbackDays });
    expect(features.length).toBeGreaterThanOrEqual(30);
    expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
    for (const feature of features) {
      expect(feature.windowDays).toBeLessThanOrEqual(lookbackDays);
      expect(feature.meaning).toMatch(/^[A-Z].+[.?]$/);
      expect(feature.kind).toBe(feature.unit === 'category' ? 'categorical' : 'numeric');
      expect(feature.definitionHash).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  test('of a longer lookback have longer windows', () => {
    expect(names(60)).toEqual(expect.arrayContaining(['view_item_7d', 'view_item_30d', 'view_item_60d']));
    expect(names(14).filter((name) => name.endsWith('_30d'))).toEqual([]);
  });
});

test('a feature that is dropped by its name with another lookback is the same feature', () => {
  const dropped = featureCatalogue({
    source: ga4Export,
    lookbackDays: 21,
    features: { drop: ['events_60d', 'view_item_60d', 'sessions_30d', 'country'], add: [] },
    dropsOfLookback: 60,
  }).map(({ name }) => name);
  expect(
    names(21)
      .filter((name) => !dropped.includes(name))
      .sort(),
  ).toEqual(['country', 'events_21d', 'view_item_21d']);
});

test('core gets a plain specification', () => {
  const [feature] = featureCatalogue({ source: ga4Export, lookbackDays: 14 });
  expect(Object.keys(featureSpec(feature!)).sort()).toEqual(['definitionHash', 'kind', 'meaning', 'name', 'unit']);
});

test('the hash of a definition changes with the definition, and with nothing else', () => {
  const hash = (lookbackDays: number, added: AddedFeature) =>
    featureCatalogue({ source: ga4Export, lookbackDays, features: { drop: [], add: [added] } }).at(-1)!.definitionHash;
  expect(hash(14, { ...own, windowDays: 7 })).toBe(hash(30, { ...own, windowDays: 7, meaning: 'Quotes asked for.' }));
  expect(hash(14, own)).not.toBe(hash(30, own));
  expect(hash(14, own)).not.toBe(hash(14, { ...own, aggregate: 'days' }));
  expect(hash(14, own)).not.toBe(hash(14, { ...own, event: 'sign_up' }));
  const sql = { name: 'quotes', sql: 'a', aggregate: 'sum', kind: 'numeric' } as const;
  expect(hash(14, sql)).not.toBe(hash(14, { ...sql, sql: 'b' }));
});

describe('dropping', () => {
  test('takes away a feature, or all of a prefix', () => {
    const kept = names(14, { drop: ['country', 'view_item_*'] });
    expect(kept.some((name) => name === 'country' || name.startsWith('view_item_'))).toBe(false);
    expect(kept).toContain('days_since_view_item');
  });

  test('leaves the definitions of the others alone', () => {
    const before = new Map(
      featureCatalogue({ source: ga4Export, lookbackDays: 14 }).map((feature) => [
        feature.name,
        feature.definitionHash,
      ]),
    );
    for (const feature of featureCatalogue({
      source: ga4Export,
      lookbackDays: 14,
      features: { drop: ['country'], add: [] },
    })) {
      expect(feature.definitionHash).toBe(before.get(feature.name));
    }
  });

  test('an unknown name suggests a known one', () => {
    expect(() => names(14, { drop: ['contry'] })).toThrow(
      expect.objectContaining({
        code: 'unknown_feature',
        kind: 'usage',
        hint: expect.stringContaining('Did you mean "country"?'),
      }),
    );
    expect(() => names(14, { drop: ['nothing_*'] })).toThrow(expect.objectContaining({ code: 'unknown_feature' }));
  });

  test('everything is refused', () => {
    expect(() => names(14, { drop: ['*'] })).toThrow(expect.objectContaining({ code: 'no_features', kind: 'usage' }));
    expect(names(14, { drop: ['*'], add: [own] })).toEqual(['quotes']);
  });
});

describe('a default that came later', () => {
  const LATER = [
    'last_medium',
    'first_page',
    'last_content_group',
    'overdue',
    'last_item_category',
    'mean_price_viewed',
  ];

  test.each(LATER)('gives way to a feature of the configuration that is called %s', (name) => {
    expect(names(14)).toContain(name);
    const all = names(14, { add: [{ ...own, name }] });
    // Once, and in the place of an added one.
    expect(all.filter((each) => each === name)).toHaveLength(1);
    expect(all.at(-1)).toBe(name);
    expect(all).toHaveLength(names(14).length);
    expect(() =>
      names(14, {
        add: [
          { ...own, name },
          { ...own, name },
        ],
      }),
    ).toThrow(expect.objectContaining({ code: 'duplicate_feature' }));
  });
});

describe('adding is refused', () => {
  test.each(['country', 'user_id', 'event_count', 'user_bucket'])('under the name %s, which is taken', (name) => {
    expect(() => names(14, { add: [{ ...own, name }] })).toThrow(
      expect.objectContaining({ code: 'duplicate_feature', kind: 'usage' }),
    );
  });

  test('twice under one name', () => {
    expect(() => names(14, { add: [own, own] })).toThrow(expect.objectContaining({ code: 'duplicate_feature' }));
    expect(names(14, { drop: ['country'], add: [{ ...own, name: 'country' }] })).toContain('country');
  });

  test('for a window beyond the lookback', () => {
    expect(() => names(14, { add: [{ ...own, windowDays: 15 }] })).toThrow(
      expect.objectContaining({ code: 'bad_feature', kind: 'usage', hint: expect.stringContaining('14') }),
    );
  });

  test('for a category that is summed', () => {
    const added: AddedFeature = { name: 'x', param: 'p', aggregate: 'sum', kind: 'categorical' };
    expect(() => names(14, { add: [added] })).toThrow(expect.objectContaining({ code: 'bad_feature' }));
  });

  test.each(['1; DROP TABLE x', '1) FROM x', '(1', '1 -- x', '1 /* x', ' ', '1 # x', "'a') AS b, ('c'"])(
    'for the SQL %j',
    (sql) => {
      const added: AddedFeature = { name: 'x', sql, aggregate: 'sum', kind: 'numeric' };
      expect(() => names(14, { add: [added] })).toThrow(
        expect.objectContaining({ code: 'bad_feature', kind: 'usage' }),
      );
    },
  );

  test('but not for a text that only looks like such SQL', () => {
    const added: AddedFeature = {
      name: 'x',
      sql: "event_name = ')--;(' OR event_name = 'it''s'",
      aggregate: 'count',
      kind: 'numeric',
    };
    expect(names(14, { add: [added] })).toContain('x');
  });
});
