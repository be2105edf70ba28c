import { describe, expect, test } from 'vitest';
import { FEATURES_OF_OWN_EVENT, FeatureDefinitions, ga4Export, slugOf } from '../../src/index.js';

const definitionsOf = (lookbackDays: number, drop: string[] = []) =>
  new FeatureDefinitions({ source: ga4Export, lookbackDays, features: { drop, add: [] } });
const definitions = definitionsOf(14);
const NOTHING = { own: [], absent: [] };
const namesOf = (events: Parameters<FeatureDefinitions['ofProperty']>[0], of = definitions) =>
  of.ofProperty(events).map(({ name }) => name);

describe('the part of a column name that an event has', () => {
  test.each(['sign_up', 'a', 'x2_y', 'page_view_0123456789abcde'])(
    'is its own name where that can be a column: %s',
    (event) => {
      expect(slugOf(event)).toBe(event);
    },
  );

  test.each([
    ['お問い合わせ', /^x_[0-9a-f]{16}$/],
    ['Form Submit - Contact', /^form_submit_contact_[0-9a-f]{16}$/],
    ['form_submit_', /^form_submit_$/],
    ['2nd visit', /^2nd_visit_[0-9a-f]{16}$/],
    [`a${'b'.repeat(60)}`, /^ab{23}_[0-9a-f]{16}$/],
  ])('is what can be kept of it and a hash otherwise: %s', (event, slug) => {
    expect(slugOf(event)).toMatch(slug);
    expect(`event_${slugOf(event)}_count_14d`).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test('differs for all names that differ, one that looks like a hashed one too', () => {
    const names = [
      'Sign Up',
      'sign up',
      'sign-up',
      'sign_up',
      'SIGN_UP',
      'サイン',
      'サイン ',
      '登録',
      `a${'b'.repeat(60)}`,
      `a${'b'.repeat(61)}`,
    ];
    const all = [...names, slugOf('Sign Up')];
    expect(new Set(all.map(slugOf)).size).toBe(all.length);
  });
});

describe('the features of a property', () => {
  test('are those of the catalogue and three for each event of its own, with its name in words', () => {
    const features = definitions.ofProperty({ own: ['generate_lead', 'お問い合わせ'], absent: [] });
    const own = features.slice(definitions.catalogue.length);
    expect(own.map(({ name }) => name)).toEqual([
      ...['event_generate_lead_count_14d', 'event_generate_lead_days_14d', 'event_generate_lead_recency'],
      ...['count_14d', 'days_14d', 'recency'].map((what) => `event_${slugOf('お問い合わせ')}_${what}`),
    ]);
    expect(own).toHaveLength(2 * FEATURES_OF_OWN_EVENT);
    expect(own.map(({ event }) => event)).toEqual([
      ...Array(3).fill('generate_lead'),
      ...Array(3).fill('お問い合わせ'),
    ]);
    for (const { meaning } of own.slice(3)) expect(meaning).toContain('お問い合わせ');
    expect(features.slice(0, definitions.catalogue.length).map(({ name }) => name)).toEqual(
      definitions.catalogue.map(({ name }) => name),
    );
  });

  test('are computed again from what a model keeps of them, and from nothing else', () => {
    const kept = definitions.ofProperty({ own: ['お問い合わせ'], absent: [] }).slice(-3);
    expect(definitionsOf(14).recognise(kept)).toEqual(kept);
    expect(
      definitionsOf(14)
        .definitionsOf(kept)
        .map(({ windowDays }) => windowDays),
    ).toEqual([14, 14, 14]);
    // Of another lookback, another event, another definition.
    expect(definitionsOf(21).recognise(kept)).toEqual([null, null, null]);
    expect(definitions.recognise(kept.map((feature) => ({ ...feature, event: 'other' })))).toEqual([null, null, null]);
    expect(definitions.recognise(kept.map((feature) => ({ ...feature, definitionHash: '0'.repeat(16) })))).toEqual([
      null,
      null,
      null,
    ]);
    expect(definitions.recognise(kept.map(({ event, ...feature }) => feature))).toEqual([null, null, null]);
  });

  test('leave out what depends on events that nobody performs, and only that', () => {
    const all = namesOf(NOTHING);
    const without = (...absent: string[]) => {
      const left = namesOf({ own: [], absent });
      return all.filter((name) => !left.includes(name));
    };
    expect(without()).toEqual([]);
    expect(without('purchase')).toEqual(['orders', 'revenue', 'days_since_purchase']);
    expect(without('add_to_cart')).toEqual([
      ...['add_to_cart_1d', 'add_to_cart_3d', 'add_to_cart_7d', 'add_to_cart_14d'],
      ...['distinct_items_added', 'item_value_added', 'days_since_add_to_cart'],
    ]);
    expect(without('view_item')).toEqual(
      expect.arrayContaining([
        'view_item_14d',
        'view_item_days_share',
        'last_item_category',
        'distinct_items_viewed',
        'mean_price_viewed',
      ]),
    );
    expect(without('page_view')).toEqual(
      expect.arrayContaining(['distinct_pages', 'longest_session_page_views', 'page_view_1d']),
    );
    expect(without(...definitions.knownEvents)).not.toContain('events_14d');
    expect(without('refund', 'unheard of')).toEqual([]);
  });

  test('keep what the configuration adds, and drop what it drops', () => {
    const features = {
      drop: ['event_login_*'],
      add: [{ name: 'event_login_count_14d', event: 'login', aggregate: 'count' as const }],
    };
    const own = new FeatureDefinitions({ source: ga4Export, lookbackDays: 14, features });
    const names = namesOf({ own: ['login', 'sign_up'], absent: ['login'] }, own);
    expect(names.filter((name) => name.startsWith('event_'))).toEqual([
      ...['event_login_count_14d', 'event_sign_up_count_14d', 'event_sign_up_days_14d', 'event_sign_up_recency'],
    ]);
  });
});
