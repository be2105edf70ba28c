import type { PropensityConfigInput } from '@propensity/core/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BothEngines } from '../support/both-engines.js';
import { QUESTION_EXPORT } from '../support/question-export.js';
import { questionStatements } from '../support/question-statements.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, { days: QUESTION_EXPORT });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

type Asked = Partial<PropensityConfigInput>;

interface Answer {
  /** Users with the label 1. */
  readonly labels: readonly string[];
  /** Users of the feature snapshot, each with its number of events. */
  readonly population: Readonly<Record<string, number>>;
}

const EVERY_DEVICE = { d1: 3, d2: 1, d3: 4, d4: 1, d5: 2, d6: 1, d7: 1, d8: 1 };
const where = (...conditions: NonNullable<NonNullable<Asked['source']>['where']>): Asked => ({
  source: { where: conditions },
});

// Every answer is worked out by hand from the list of events.
const QUESTIONS: readonly (readonly [string, Asked, Answer])[] = [
  ['one event of devices', {}, { labels: ['d3', 'd4', 'd5', 'd8'], population: EVERY_DEVICE }],
  [
    'people by their id, without a fallback',
    { source: { userId: 'user_id' } },
    // d4 is cid's by the end of the label window, and nobody's at S.
    { labels: ['bob', 'cid'], population: { ann: 5, abe: 1, bob: 2, dee: 1 } },
  ],
  [
    'people by their id, devices where nobody is known',
    { source: { userId: { field: 'user_id', fallback: 'user_pseudo_id' } } },
    {
      labels: ['bob', 'cid', 'd5', 'd8'],
      population: { ann: 5, abe: 1, bob: 2, dee: 1, d4: 1, d5: 2, d6: 1, d7: 1, d8: 1 },
    },
  ],
  [
    'people by a user property',
    { source: { userId: { userProperty: 'plan', fallback: 'user_pseudo_id' } } },
    { labels: ['d3', 'd4', 'd8', 'pro'], population: { ...without(EVERY_DEVICE, 'd5'), pro: 2, free: 1 } },
  ],
  [
    'people by a parameter',
    { source: { userId: { param: 'form_id' } } },
    { labels: [], population: { brochure: 1, 'line\nbreak': 1 } },
  ],
  [
    'rows of a platform',
    where({ field: 'platform', equals: 'WEB' }),
    { labels: [], population: { d1: 2, d3: 2, d4: 1, d6: 1 } },
  ],
  [
    'rows by several values, turned round',
    where({ field: 'platform', in: ['WEB', 'IOS'], not: true }),
    { labels: ['d3', 'd4', 'd5', 'd8'], population: { d1: 1, d3: 2, d5: 2, d7: 1, d8: 1 } },
  ],
  [
    'rows that have no value; an empty text is none',
    where({ field: 'platform', exists: false }),
    { labels: ['d3', 'd4', 'd5', 'd8'], population: { d1: 1, d3: 2, d5: 2, d7: 1, d8: 1 } },
  ],
  [
    'rows by consent',
    { source: { consent: { analytics_storage: 'Yes' } } },
    { labels: [], population: { d1: 2, d2: 1 } },
  ],
  ['rows by a boolean', where({ field: 'is_active_user', equals: true }), { labels: [], population: { d5: 1 } }],
  [
    'rows by a parameter that is there',
    where({ param: 'form_id', exists: true }),
    { labels: [], population: { d6: 1, d7: 1 } },
  ],
  ['rows by a user property', where({ userProperty: 'seats', atLeast: 5 }), { labels: [], population: { d5: 1 } }],
  [
    'a target by a number of either type, or text of one',
    { target: { event: 'purchase', where: [{ param: 'value', atLeast: 49.5 }] } },
    { labels: ['d4', 'd5'], population: EVERY_DEVICE },
  ],
  [
    'a target between numbers',
    { target: { event: ['purchase', 'login'], where: [{ param: 'value', atLeast: 3, atMost: 5 }] } },
    { labels: ['d3', 'd8'], population: EVERY_DEVICE },
  ],
  [
    'a target in another script, a number and its text being the same',
    { target: { event: '会員登録', where: [{ param: 'form_id', equals: '12' }] } },
    { labels: ['d6'], population: EVERY_DEVICE },
  ],
  [
    'any of several targets',
    { target: { any: [{ event: 'login' }, { event: 'purchase', where: [{ param: 'value', in: [3, 60] }] }] } },
    { labels: ['d4', 'd5', 'd8'], population: EVERY_DEVICE },
  ],
  [
    'the second time; an order that is sent twice is one',
    { target: { event: 'purchase', nth: 2 } },
    { labels: ['d5'], population: EVERY_DEVICE },
  ],
  [
    'churn of those who bought',
    { target: { none: { event: 'page_view' } }, population: { did: { event: ['purchase', 'login'] } } },
    { labels: ['d1', 'd3', 'd5'], population: { d1: 3, d3: 4, d5: 2 } },
  ],
  ['repeat purchases', { population: { did: 'target' } }, { labels: ['d3', 'd4', 'd5', 'd8'], population: { d5: 2 } }],
  [
    'first purchases',
    { population: { never: 'target' } },
    { labels: ['d3', 'd4', 'd5', 'd8'], population: without(EVERY_DEVICE, 'd5') },
  ],
  [
    'who did something lately, with enough events',
    {
      population: {
        did: { event: 'view_item', where: [{ item: 'item_category', equals: 'Hats' }], withinDays: 2 },
        minEvents: 2,
      },
    },
    { labels: ['d3', 'd4', 'd5', 'd8'], population: { d5: 2 } },
  ],
  [
    'who did it, but too long ago',
    { population: { did: { event: 'view_item', withinDays: 1 } } },
    { labels: ['d3', 'd4', 'd5', 'd8'], population: {} },
  ],
  [
    'who has enough events',
    { population: { minEvents: 3 } },
    { labels: ['d3', 'd4', 'd5', 'd8'], population: { d1: 3, d3: 4 } },
  ],
  [
    'items by a number, of which one is enough',
    where({ item: 'price', atLeast: 50 }),
    { labels: [], population: { d5: 1 } },
  ],
  [
    'a pattern that does not look past the end of a line',
    where({ param: 'form_id', matches: '^line.break$' }),
    { labels: [], population: {} },
  ],
  ['a pattern', where({ param: 'page_location', matches: '/thank-you(\\?|$)' }), { labels: [], population: { d1: 1 } }],
];

test('whose events there are, of which doctor tells', async () => {
  const source: NonNullable<Asked['source']> = {
    where: [{ field: 'platform', equals: 'WEB' }],
    consent: { analytics_storage: 'Yes' },
    userId: 'user_id',
  };
  const [row] = await engines.sameRows(questionStatements({ source }).audience);
  // Of 25 events, the one without any id is left out.
  expect(row).toMatchObject({
    all_events: 24,
    all_users: 13,
    kept_events: 2,
    kept_users: 2,
    left_0_events: 17,
    left_1_events: 21,
    bot_events: 0,
    devices: 1,
    persons: 1,
    person_events: 1,
  });
});

describe.each(QUESTIONS)('%s', (_what, asked, { labels, population }) => {
  const statements = questionStatements(asked);

  test('labels', async () => {
    const rows = await engines.sameRows(statements.labels);
    expect(rows.map(({ user_id }) => user_id).sort()).toEqual([...labels].sort());
  });

  test('population, with its features', async () => {
    const rows = await engines.sameRows(statements.features);
    expect(Object.fromEntries(rows.map(({ user_id, event_count }) => [user_id, event_count]))).toEqual(population);
  });

  test('counts and reach are those of labels and population', async () => {
    const known = labels.filter((user) => Object.hasOwn(population, user));
    const [counts] = await engines.sameRows(statements.counts);
    expect(counts).toMatchObject({
      users_0: Object.keys(population).length,
      positives_0: known.length,
      converters_0: labels.length,
    });
    expect(await engines.sameRows(statements.reach)).toEqual([{ converters: labels.length, reachable: known.length }]);
    await engines.sameRows(statements.summary);
  });
});

function without<T extends object>(all: T, key: keyof T): Omit<T, keyof T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== key)) as Omit<T, keyof T>;
}
