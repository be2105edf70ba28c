import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { InMemoryEventLog, InMemoryFeatureSnapshots } from '@propensity/core/in-memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture } from '../support/shop-fixture.js';

type Asked = Pick<PropensityConfigInput, 'target' | 'population'> & {
  readonly where?: NonNullable<PropensityConfigInput['source']>['where'];
};

/** Questions about the fixture in which every kind of rule takes part. */
const QUESTIONS: readonly (readonly [string, Asked])[] = [
  [
    'any of several events with conditions, of those who have never done it',
    {
      target: {
        any: [
          { event: 'purchase', where: [{ field: 'platform', in: ['WEB', 'IOS'] }] },
          { event: ['add_to_cart', 'never sent'], where: [{ param: 'hour', atLeast: 12 }] },
        ],
      },
      population: { never: 'target', minEvents: 2 },
    },
  ],
  [
    'the third time, by some rows',
    {
      target: { event: ['view_item', 'purchase'], nth: 3 },
      population: { did: { event: ['view_item', 'purchase'], withinDays: 9 } },
      where: [
        { param: 'hour', matches: '^(1.|2[0-3]|[5-9])$' },
        { field: 'platform', equals: 'ANDROID', not: true },
      ],
    },
  ],
  ['churn', { target: { none: { event: ['view_item', 'purchase'] } }, population: { did: { event: 'view_item' } } }],
];

/** What a source and its snapshots answer to questions other than one event of everyone; core's in-memory log says the same in JavaScript. */
export function questionSuite(create: CreateStack): void {
  describe.each(QUESTIONS)('a question: %s', (_what, { target, population, where }) => {
    const { source, lookbackDays, horizonDays } = shopFixture.config;
    const { timeZone } = source;
    const config = parseConfig({
      source: { events: 'events_*.json', timeZone, ...(where === undefined ? {} : { where }) },
      target,
      ...(population === undefined ? {} : { population }),
      ...(lookbackDays === undefined ? {} : { lookbackDays }),
      horizonDays,
      training: { snapshots: 1 },
    });
    let stack: ConformanceStack;
    let log: InMemoryEventLog;
    beforeAll(async () => {
      stack = await create({ ...shopFixture, config });
      log = new InMemoryEventLog(shopFixture.events, stack.settings);
    });
    afterAll(() => stack.close());

    it.each(fixtureWeeks)('population and labels at $snapshot', async ({ snapshot }) => {
      const { snapshots } = stack.ports;
      const { userIds, eventCount } = new InMemoryFeatureSnapshots(log, []).snapshot(snapshot);
      const converters = log.converters(snapshot);
      await snapshots.materialise(snapshot);
      const rows = await snapshots.readLabelled([snapshot]);
      expect([...rows.eventCount]).toEqual([...eventCount]);
      expect([...rows.labels]).toEqual(userIds.map((user) => (converters.has(user) ? 1 : 0)));
    });

    it('counts them without features', async () => {
      const days = fixtureWeeks.map(({ snapshot }) => snapshot);
      const counted = await stack.ports.events.countSnapshots(days);
      expect(counted).toEqual(await log.countSnapshots(days));
      expect(counted.some(({ positives, users }) => positives > 0 && positives < users)).toBe(true);
      expect(await stack.ports.events.reach(days[1]!)).toEqual(await log.reach(days[1]!));
    });

    it('counts the events that perform the target', async () => {
      const [from, until] = [shopFixture.firstDay, '2021-03-24'];
      const { target } = await stack.ports.events.summarise(from, until);
      expect(target).toEqual((await log.summarise(from, until)).target);
      expect(target.events).toBeGreaterThan(0);
    });
  });
}
