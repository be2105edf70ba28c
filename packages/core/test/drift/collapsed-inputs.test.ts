import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { collapsedInputs, type InputProfile } from '../../src/entries/drift.js';

const TRAINING: InputProfile = {
  users: 1000,
  profiled: 1000,
  features: [
    { name: 'page_views_7d', missing: 0, zero: 100, unseen: 0 },
    { name: 'purchases_7d', missing: 0, zero: 950, unseen: 0 },
    { name: 'device_category', missing: 20, zero: 0, unseen: 0 },
    { name: 'days_since_purchase', missing: 990, zero: 0, unseen: 0 },
  ],
  recent: {
    days: 7,
    users: 800,
    events: 40_000,
    names: { page_view: 16_000, scroll: 12_000, purchase: 60, view_promotion: 300 },
    known: { device_category: 39_000, country: 38_000, first_campaign: 90 },
  },
};

/** The profile with some of it changed. */
function changed(change: {
  users?: number;
  profiled?: number;
  recent?: Partial<InputProfile['recent']>;
  features?: Record<string, object>;
}): InputProfile {
  return {
    users: change.users ?? TRAINING.users,
    profiled: change.profiled ?? change.users ?? TRAINING.users,
    features: TRAINING.features.map((feature) => ({ ...feature, ...change.features?.[feature.name] })),
    recent: { ...TRAINING.recent, ...change.recent },
  };
}
const { names, known } = TRAINING.recent;
const kinds = (now: InputProfile) => collapsedInputs(TRAINING, now).map(({ kind, name }) => `${kind} ${name}`.trim());

describe('an input has collapsed', () => {
  test.each<readonly [string, Parameters<typeof changed>[0], readonly string[]]>([
    ['three quarters of the users are gone', { users: 250 }, ['users']],
    [
      'users do a quarter of what they did',
      { recent: { events: 10_000, known: { device_category: 9_700, country: 9_500 } } },
      ['events'],
    ],
    ['page views stopped', { recent: { names: { ...names, page_view: 0 } } }, ['name page_view']],
    [
      'page views are a name of the past',
      { recent: { names: { scroll: 12_000 } } },
      ['name page_view', 'name view_promotion'],
    ],
    [
      'the device is not known any more',
      { recent: { known: { ...known, device_category: 0 } } },
      ['attribute device_category'],
    ],
    ['a feature is missing of most', { features: { device_category: { missing: 700 } } }, ['missing device_category']],
    ['a feature is 0 of nearly all', { features: { page_views_7d: { zero: 950 } } }, ['zero page_views_7d']],
    ['levels have been renamed', { features: { device_category: { unseen: 600 } } }, ['unseen device_category']],
  ])('when %s', (_what, change, expected) => {
    expect(kinds(changed(change))).toEqual(expected);
  });

  test('with what it was and what it is', () => {
    expect(collapsedInputs(TRAINING, changed({ recent: { names: { ...names, page_view: 800 } } }))).toEqual([
      { kind: 'name', name: 'page_view', before: 20, now: 1 },
    ]);
  });
});

describe('nothing has collapsed', () => {
  test.each<readonly [string, Parameters<typeof changed>[0]]>([
    ['when nothing changed', {}],
    [
      'in a quiet season',
      {
        users: 450,
        recent: {
          users: 360,
          events: 14_000,
          names: { page_view: 5_600, scroll: 4_100, view_promotion: 110 },
          known: { device_category: 13_500, country: 13_200, first_campaign: 0 },
        },
      },
    ],
    [
      'when all has tripled',
      {
        users: 3000,
        recent: {
          users: 2400,
          events: 120_000,
          names: { page_view: 48_000, scroll: 36_000, view_promotion: 900 },
          known: { device_category: 117_000, country: 114_000, first_campaign: 270 },
        },
        features: {
          page_views_7d: { zero: 300 },
          device_category: { missing: 60 },
          purchases_7d: { zero: 2850 },
          days_since_purchase: { missing: 2970 },
        },
      },
    ],
    [
      'when what was rare is gone',
      {
        recent: { names: { ...names, purchase: 0 }, known: { ...known, first_campaign: 0 } },
        features: { purchases_7d: { zero: 1000 }, days_since_purchase: { missing: 1000 } },
      },
    ],
    ['when there is a new event', { recent: { names: { ...names, form_submit: 5_000 } } }],
  ])('%s', (_what, change) => {
    expect(kinds(changed(change))).toEqual([]);
  });

  test('of a shop too small to tell', () => {
    const small: InputProfile = {
      users: 30,
      profiled: 30,
      features: [{ name: 'f', missing: 0, zero: 0, unseen: 0 }],
      recent: { days: 7, users: 20, events: 90, names: { page_view: 90 }, known: {} },
    };
    const empty: InputProfile = {
      users: 5,
      profiled: 5,
      features: [{ name: 'f', missing: 5, zero: 0, unseen: 0 }],
      recent: { days: 7, users: 0, events: 0, names: {}, known: {} },
    };
    expect(collapsedInputs(small, empty)).toEqual([]);
  });
});

/**
 * Weeks of one shop: the volume within ±25 % (one standard deviation, of its logarithm), rates of events within ±20 %, shares within ±.3 of
 * their logit, and chance on top. So much is usual between two weeks, holidays left aside.
 */
describe('in weeks as they come', () => {
  const random = xoroshiro128plus(20250201);
  const uniform = () => uniformFloat64(random);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const logNormal = (sd: number) => Math.exp(sd * normal());
  const poisson = (mean: number) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const moved = (share: number) => 1 / (1 + Math.exp(-(Math.log(share / (1 - share)) + 0.3 * normal())));
  const binomial = (n: number, share: number) =>
    Math.min(n, Math.max(0, Math.round(n * share + Math.sqrt(n * share * (1 - share)) * normal())));

  const RATES = {
    page_view: 12,
    scroll: 6,
    user_engagement: 8,
    view_item: 3,
    add_to_cart: 0.5,
    begin_checkout: 0.2,
    purchase: 0.05,
    view_promotion: 0.8,
  };
  const SHARES = { device_category: 0.99, country: 0.97, region: 0.7, first_source: 0.5, first_campaign: 0.1 };
  const FEATURES = [0.02, 0.05, 0.1, 0.3, 0.6, 0.9, 0.98];

  function week(usual: number): InputProfile {
    const users = poisson(usual * logNormal(0.25));
    const counts = Object.fromEntries(
      Object.entries(RATES).map(([name, rate]) => [name, poisson(0.8 * users * rate * logNormal(0.2))]),
    );
    const events = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return {
      users,
      profiled: users,
      features: FEATURES.flatMap((share, i) => [
        { name: `missing ${i}`, missing: binomial(users, moved(share)), zero: 0, unseen: 0 },
        { name: `zero ${i}`, missing: 0, zero: binomial(users, moved(share)), unseen: 0 },
      ]),
      recent: {
        days: 7,
        users: Math.round(0.8 * users),
        events,
        names: counts,
        known: Object.fromEntries(
          Object.entries(SHARES).map(([name, share]) => [name, binomial(events, moved(share))]),
        ),
      },
    };
  }

  test.each([150, 1_000, 10_000, 200_000])('of a shop of %i users, one in 500 is refused at most', (users) => {
    const weeks = 2000;
    let alarms = 0;
    for (let i = 0; i < weeks; i++) if (collapsedInputs(week(users), week(users)).length > 0) alarms++;
    expect(alarms).toBeLessThanOrEqual(weeks / 500);
  });

  test.each([1_000, 10_000])('of a shop of %i users, every tag that stops is found', (users) => {
    for (let i = 0; i < 200; i++) {
      const training = week(users);
      const now = week(users);
      const stopped: InputProfile = {
        ...now,
        recent: {
          ...now.recent,
          names: { ...now.recent.names, view_item: 0 },
          known: { ...now.recent.known, device_category: 0 },
        },
      };
      const found = collapsedInputs(training, stopped).map(({ name }) => name);
      expect(found).toEqual(expect.arrayContaining(['view_item', 'device_category']));
    }
  });
});
