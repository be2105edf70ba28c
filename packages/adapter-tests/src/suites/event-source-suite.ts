import { userBucket } from '@propensity/core';
import type { EventSource } from '@propensity/core/ports';
import { inUserSample } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { eventsBetween, type FixtureWeek, factsOf, fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture, shopTarget } from '../support/shop-fixture.js';

const { events, config } = shopFixture;

/** @param isCounted whether a user belongs to the sample */
function countsOf(week: FixtureWeek, isCounted: (user: string) => boolean) {
  const { eventCounts, converters } = factsOf(events, week, shopTarget);
  const known = [...eventCounts.keys()].filter(isCounted);
  return {
    snapshot: week.snapshot,
    users: known.length,
    positives: known.filter((user) => converters.has(user)).length,
    converters: [...converters].filter(isCounted).length,
  };
}

/** What every `EventSource` has to do: the property's days, totals as delivered, and who could have been reached. */
export function eventSourceSuite(create: CreateStack): void {
  describe('EventSource', () => {
    let stack: ConformanceStack;
    let source: EventSource;
    beforeAll(async () => {
      stack = await create(shopFixture);
      source = stack.ports.events;
    });
    afterAll(() => stack.close());

    it('lists every day of the property, ascending', async () => {
      const dates = (await source.days()).map(({ date }) => date);
      expect(dates).toHaveLength(32);
      expect(dates[0]).toBe(shopFixture.firstDay);
      expect(dates.at(-1)).toBe(shopFixture.lastDay);
      expect([...dates].sort()).toEqual(dates);
    });

    it('counts the rows of a day as stored: re-deliveries and unidentified events included', async () => {
      const rowsOf = new Map((await source.days()).map(({ date, rows }) => [date, rows]));
      expect([...rowsOf.values()].reduce((sum, rows) => sum + rows, 0)).toBe(events.length);
      const stored = (from: string, until: string) => eventsBetween(events, from, until).length;
      expect(rowsOf.get('2021-03-08')).toBe(stored('2021-03-08T05:00:00Z', '2021-03-09T05:00:00Z'));
      expect(rowsOf.get('2021-03-13')).toBe(stored('2021-03-13T05:00:00Z', '2021-03-14T05:00:00Z'));
      expect(rowsOf.get('2021-03-14')).toBe(stored('2021-03-14T05:00:00Z', '2021-03-15T04:00:00Z'));
    });

    it.each([
      ['2021-02-20', '2021-03-24', '2021-02-20T05:00:00Z', '2021-03-24T04:00:00Z'],
      ['2021-03-14', '2021-03-15', '2021-03-14T05:00:00Z', '2021-03-15T04:00:00Z'],
      ['2021-03-08', '2021-03-21', '2021-03-08T05:00:00Z', '2021-03-21T04:00:00Z'],
    ])('totals the days from %s to before %s', async (from, until, start, end) => {
      const inside = eventsBetween(events, start, end);
      const summary = await source.summarise(from, until);
      expect(summary).toMatchObject({
        events: inside.length,
        eventsWithoutUser: inside.filter(({ userId }) => !userId).length,
        users: new Set(inside.flatMap(({ userId }) => userId || [])).size,
      });
      const ownOf = (wanted: string) => inside.filter(({ name }) => name === wanted);
      expect(new Map(summary.eventNames.map(({ name, ...counts }) => [name, counts]))).toEqual(
        new Map(
          inside.map(({ name }) => [
            name,
            {
              events: ownOf(name).length,
              users: new Set(ownOf(name).flatMap(({ userId }) => userId || [])).size,
            },
          ]),
        ),
      );
      const counts = summary.eventNames.map((row) => row.events);
      expect([...counts].sort((a, b) => b - a)).toEqual(counts);
    });

    it('names the events before snapshots, each once, of users that are known', async (context) => {
      if (source.namesBefore === undefined) return context.skip('this source has no rows of events');
      const weeks = [fixtureWeeks[2]!, fixtureWeeks[0]!];
      // Their windows overlap: together they are one.
      const before = eventsBetween(events, fixtureWeeks[0]!.lookbackStart, fixtureWeeks[2]!.start);
      const known = before.filter(({ userId }) => userId);
      const names = [...new Set(known.map(({ name }) => name))];
      const counted = names.map((name) => {
        const own = known.filter((event) => event.name === name);
        return { name, events: own.length, users: new Set(own.map(({ userId }) => userId)).size };
      });
      const inOrder = counted.sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
      expect(await source.namesBefore(weeks.map(({ snapshot }) => snapshot))).toEqual(inOrder);
      expect(await source.namesBefore(['2020-01-05'])).toEqual([]);
    });

    it('totals days without events as nothing', async () => {
      expect(await source.summarise('2020-01-01', '2020-01-05')).toEqual({
        events: 0,
        eventsWithoutUser: 0,
        users: 0,
        target: { events: 0, users: 0 },
        eventNames: [],
      });
    });

    it.each(fixtureWeeks)('knows who converts after $snapshot and who of them could be reached', async (week) => {
      const { eventCounts, converters } = factsOf(events, week, shopTarget);
      const reachable = [...converters].filter((user) => eventCounts.has(user)).length;
      expect(reachable).toBeLessThan(converters.size);
      expect(await source.reach(week.snapshot)).toEqual({ converters: converters.size, reachable });
    });

    it('counts users and converters of several snapshots at once, in the order asked for', async () => {
      const weeks = [fixtureWeeks[2], fixtureWeeks[0], fixtureWeeks[1]];
      const counts = weeks.map((week) => countsOf(week, () => true));
      expect(await source.countSnapshots(weeks.map(({ snapshot }) => snapshot))).toEqual(counts);
    });

    it('counts the users of the sample, and only them, when asked to read a part', async () => {
      const sampleShare = 0.4;
      const sampled = await create({
        ...shopFixture,
        config: { ...config, training: { ...config.training, sampleShare } },
      });
      try {
        const counts = fixtureWeeks.map((week) =>
          countsOf(week, (user) => inUserSample(userBucket(user), sampleShare)),
        );
        const asked = fixtureWeeks.map(({ snapshot }) => snapshot);
        expect(await sampled.ports.events.countSnapshots(asked)).toEqual(counts);
      } finally {
        await sampled.close();
      }
    });

    it.each([
      ['2021-03-07', '2021-03-14', '2021-03-07T05:00:00Z', '2021-03-14T05:00:00Z'],
      ['2021-03-14', '2021-03-15', '2021-03-14T05:00:00Z', '2021-03-15T04:00:00Z'],
      ['2020-01-01', '2020-01-08', '2020-01-01T05:00:00Z', '2020-01-08T05:00:00Z'],
    ])('tells what the events with a user from %s to before %s are, as delivered', async (from, until, start, end) => {
      const inside = eventsBetween(events, start, end).filter(({ userId }) => userId);
      const names = [...new Set(inside.map(({ name }) => name))];
      const eventsOf = (wanted: string) => inside.filter(({ name }) => name === wanted).length;
      const { known, ...recent } = await source.recentEvents!(from, until);
      expect(recent).toEqual({
        days: Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000),
        users: new Set(inside.map(({ userId }) => userId)).size,
        events: inside.length,
        names: Object.fromEntries(names.map((name) => [name, eventsOf(name)])),
      });
      for (const count of Object.values(known)) {
        expect(count).toBeGreaterThanOrEqual(0);
        expect(count).toBeLessThanOrEqual(inside.length);
      }
    });
  });
}
