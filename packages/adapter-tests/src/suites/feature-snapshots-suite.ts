import { userBucket } from '@propensity/core';
import { chooseBins, countBins } from '@propensity/core/drift';
import type { LabelledRows } from '@propensity/core/ports';
import { fullestTakesFew } from '@propensity/core/small-groups';
import { inUserSample } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { EDGE_SNAPSHOT, edgeVisitors } from '../support/edge-visitors.js';
import { eventsBetween, factsOf, fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture, shopTarget } from '../support/shop-fixture.js';

const { events, config } = shopFixture;

/** What every `FeatureSnapshots` has to do: one row per user of the population at S, labelled by what came after. */
export function featureSnapshotsSuite(create: CreateStack): void {
  describe('FeatureSnapshots', () => {
    let stack: ConformanceStack;
    const days = fixtureWeeks.map(({ snapshot }) => snapshot);
    /** Of every day, read once. */
    const rowsAt = new Map<string, LabelledRows>();
    beforeAll(async () => {
      stack = await create(shopFixture);
      const { snapshots } = stack.ports;
      // Out of order, as a backfill might; then the others at once, as a training does.
      await snapshots.materialise(days[1]!);
      await snapshots.prepare?.(days);
      for (const day of [days[0]!, days[2]!]) await snapshots.materialise(day);
      for (const day of days) rowsAt.set(day, await stack.ports.snapshots.readLabelled([day]));
    });
    afterAll(() => stack.close());

    it.each(fixtureWeeks)('has one row per user of the population at $snapshot', async (week) => {
      const { eventCounts } = factsOf(events, week, shopTarget);
      const { snapshots } = stack.ports;
      expect(await snapshots.materialise(week.snapshot)).toEqual({ snapshot: week.snapshot, users: eventCounts.size });
      const rows = rowsAt.get(week.snapshot)!;
      expect(rows.features.nRows).toBe(eventCounts.size);
      expect(Array.from(rows.userBucket)).toEqual(Array.from(eventCounts.keys(), userBucket).sort((a, b) => a - b));
    });

    it.each(fixtureWeeks)('counts the events before $snapshot once each', async (week) => {
      const { eventCounts } = factsOf(events, week, shopTarget);
      const rows = rowsAt.get(week.snapshot)!;
      expect(byBucket(rows, rows.eventCount)).toEqual(
        new Map([...eventCounts].map(([user, count]) => [userBucket(user), count])),
      );
    });

    it.each(fixtureWeeks)('labels with what happened after $snapshot; absent means 0', async (week) => {
      const { eventCounts, converters } = factsOf(events, week, shopTarget);
      const rows = rowsAt.get(week.snapshot)!;
      expect(byBucket(rows, rows.labels)).toEqual(
        new Map(Array.from(eventCounts.keys(), (user) => [userBucket(user), converters.has(user) ? 1 : 0])),
      );
    });

    it.each(edgeVisitors)(`at ${EDGE_SNAPSHOT}, $userId $why`, async ({ userId, inPopulation, converts }) => {
      const rows = rowsAt.get(EDGE_SNAPSHOT)!;
      const label = byBucket(rows, rows.labels).get(userBucket(userId));
      expect(label).toBe(inPopulation ? Number(converts) : undefined);
    });

    it('reads a single user, where it can, as it reads everybody', async (context) => {
      const { snapshots } = stack.ports;
      if (snapshots.readUser === undefined) return context.skip('this adapter reads no single users');
      const day = days[1]!;
      const rows = rowsAt.get(day)!;
      const { eventCounts } = factsOf(events, fixtureWeeks[1]!, shopTarget);
      for (const userId of [...eventCounts.keys()].slice(0, 3)) {
        const index = rows.userBucket.indexOf(userBucket(userId));
        expect(await snapshots.readUser(day, userId)).toEqual(rows.features.row(index));
      }
      expect(await snapshots.readUser(day, 'nobody')).toBeNull();
      expect(await snapshots.readUser('2021-01-01', [...eventCounts.keys()][0]!)).toBeNull();
    });

    it('names its columns, in order, and gives them the kinds it says', async () => {
      const { snapshots } = stack.ports;
      const { features } = rowsAt.get(days[1]!)!;
      expect([...features.columns.keys()]).toEqual(snapshots.features.map(({ name }) => name));
      expect([...features.columns.values()].map(({ kind }) => kind)).toEqual(
        snapshots.features.map(({ kind }) => kind),
      );
    });

    it('recognises its features by their definitions, and gives the same snapshots for some of them', async (context) => {
      const { snapshots } = stack.ports;
      const { features, knownDefinitions } = snapshots;
      if (knownDefinitions === undefined) return context.skip('this adapter knows no definitions but its own');
      const changed = features.map((feature) => ({ ...feature, definitionHash: '0'.repeat(16) }));
      expect(knownDefinitions.recognise([...features, ...changed])).toEqual([...features, ...changed.map(() => null)]);
      const some = knownDefinitions.snapshotsOf(features.slice(1, 3));
      expect(tableRows(await some.readLabelled([days[0]!]))).toEqual(tableRows(rowsAt.get(days[0]!)!));
    });

    it("counts the property's own events, whatever is frequent, and leaves out what nobody does", async (context) => {
      const { features: catalogue, knownDefinitions } = stack.ports.snapshots;
      const { property } = knownDefinitions ?? {};
      if (property === undefined) return context.skip('the features of this adapter do not depend on the events');
      const own = ['page_view', 'お問い合わせ'];
      const chosen = property.featuresOf({ own, absent: property.knownEvents });
      expect(chosen.filter(({ event }) => event === undefined).length).toBeLessThan(catalogue.length);
      expect(chosen.filter(({ event }) => event !== undefined).map(({ event }) => event)).toEqual(
        own.flatMap((event) => Array<string>(3).fill(event)),
      );
      // As a model file keeps them.
      const kept = JSON.parse(JSON.stringify(chosen)) as typeof chosen;
      expect(knownDefinitions!.recognise(kept)).toEqual(kept);
      const snapshots = knownDefinitions!.snapshotsOf(kept);
      const week = fixtureWeeks[1]!;
      await snapshots.materialise(week.snapshot);
      const rows = await snapshots.readLabelled([week.snapshot]);
      const [counted, days, recency, ...others] = kept.filter(({ event }) => event !== undefined);
      const times = new Map<string, Set<number>>();
      for (const { userId, name, time } of eventsBetween(events, week.lookbackStart, week.start)) {
        if (userId && name === 'page_view') times.set(userId, (times.get(userId) ?? new Set()).add(time));
      }
      const { eventCounts } = factsOf(events, week, shopTarget);
      const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' });
      for (const userId of eventCounts.keys()) {
        const row = rows.features.row(rows.userBucket.indexOf(userBucket(userId)));
        const all = [...(times.get(userId) ?? [])];
        expect(row[counted!.name]).toBe(all.length);
        expect(row[days!.name]).toBe(new Set(all.map((time) => dayOf.format(time))).size);
        const since = (Date.parse(week.start) - Math.max(...all)) / 86_400_000;
        if (all.length === 0) expect(row[recency!.name]).toBeNull();
        else expect(row[recency!.name]).toBeCloseTo(since, 10);
        expect(others.map(({ name }) => row[name])).toEqual([0, 0, null]);
      }
      expect(times.size).toBeGreaterThan(10);
    });

    it('reads several snapshots below each other as it reads them alone', async () => {
      const { snapshots } = stack.ports;
      const together = await snapshots.readLabelled(days);
      const alone = days.map((day) => rowsAt.get(day)!);
      expect(together.snapshots).toEqual(days);
      for (const column of ['labels', 'userBucket', 'eventCount'] as const) {
        expect(Array.from(together[column])).toEqual(alone.flatMap((rows) => Array.from(rows[column])));
      }
      expect(Array.from(together.snapshotIndex)).toEqual(
        alone.flatMap(({ labels }, index) => Array.from(labels, () => index)),
      );
      expect(tableRows(together)).toEqual(alone.flatMap(tableRows));
    });

    it('reads the users of the sample, and only them, when asked to read a part', async () => {
      const sampleShare = 0.4;
      const { training } = config;
      const sampled = await create({
        ...shopFixture,
        config: { ...config, training: { ...training, sampleShare } },
      });
      try {
        const all = await stack.ports.snapshots.readLabelled(days);
        const kept = Array.from(all.userBucket.keys()).filter((row) => inUserSample(all.userBucket[row]!, sampleShare));
        for (const day of days) await sampled.ports.snapshots.materialise(day);
        const part = await sampled.ports.snapshots.readLabelled(days);
        expect(kept.length).toBeLessThan(all.labels.length);
        for (const column of ['labels', 'userBucket', 'eventCount', 'snapshotIndex'] as const) {
          expect(Array.from(part[column])).toEqual(kept.map((row) => all[column][row]));
        }
        const rows = tableRows(all);
        expect(tableRows(part)).toEqual(kept.map((row) => rows[row]));
      } finally {
        await sampled.close();
      }
    });

    it.each([1, 0.4])(
      'counts what is missing, 0 or unknown of each feature, of a share of %d of the users',
      async (share) => {
        const { snapshots } = stack.ports;
        const day = days[1]!;
        const { features, userBucket: buckets } = rowsAt.get(day)!;
        const profiled = [...buckets.keys()].filter((row) => inUserSample(buckets[row]!, share));
        // One level in two is known of every second category, none of the others; of the first nothing is said.
        const categories = snapshots.features.filter(({ kind }) => kind === 'categorical').slice(1);
        const levels = new Map(
          categories.map(({ name }, index) => {
            const column = features.column(name);
            const all = column.kind === 'categorical' ? column.levels : [];
            return [name, index % 2 === 0 ? all.filter((_, place) => place % 2 === 0) : []] as const;
          }),
        );
        const rows = profiled.map((row) => features.row(row));
        const isUnseen = (name: string, value: unknown) =>
          value !== null && levels.has(name) && !levels.get(name)!.includes(String(value));
        expect(await snapshots.profile(day, { levels, share })).toEqual({
          users: buckets.length,
          profiled: profiled.length,
          features: snapshots.features.map(({ name }) => ({
            name,
            missing: rows.filter((row) => row[name] === null).length,
            zero: rows.filter((row) => row[name] === 0).length,
            unseen: rows.filter((row) => isUnseen(name, row[name])).length,
          })),
        });
      },
    );

    it.each([1, 0.4])(
      'counts the users in bins that were chosen elsewhere, of a share of %d of them',
      async (share) => {
        const { snapshots } = stack.ports;
        const day = days[1]!;
        const { features, userBucket: buckets } = rowsAt.get(day)!;
        const own = snapshots.features.map(({ name }) => name);
        // Of an earlier snapshot: some bins are empty now, and some levels have none.
        const bins = chooseBins(rowsAt.get(days[0]!)!.features.select(own)).map((bin, index) =>
          bin.kind === 'categorical' ? { ...bin, levels: [...bin.levels.slice(index % 2), "no'body"] } : bin,
        );
        const counted = [...buckets.keys()].filter((row) => inUserSample(buckets[row]!, share));
        const expected = countBins(bins, features.take(Int32Array.from(counted)));
        expect(await snapshots.distribution(day, { bins, share })).toEqual(expected);
        expect(new Set(expected.map(({ counts }) => counts.reduce((sum, users) => sum + users, 0)))).toEqual(
          new Set([counted.length]),
        );
        expect(expected.filter(({ counts }) => counts.filter((users) => users > 0).length > 2).length).toBeGreaterThan(
          1,
        );
      },
    );

    it.each([1, 0.4])('counts no fewer than five users, of a share of %d of them', async (share) => {
      const { snapshots } = stack.ports;
      const day = days[1]!;
      const own = snapshots.features.map(({ name }) => name);
      const bins = chooseBins(rowsAt.get(days[0]!)!.features.select(own));
      const levels = new Map(
        bins.flatMap((bin) => (bin.kind === 'categorical' ? [[bin.name, bin.levels] as const] : [])),
      );
      const [whole, guarded] = [
        await snapshots.distribution(day, { bins, share }),
        await snapshots.distribution(day, { bins, share, minUsers: 5 }),
      ];
      expect(guarded).toEqual(whole.map(({ name, counts }) => ({ name, counts: fullestTakesFew(counts, 5) })));
      expect(guarded).not.toEqual(whole);
      const { features, ...users } = await snapshots.profile(day, { levels, share });
      const profile = await snapshots.profile(day, { levels, share, minUsers: 5 });
      expect(profile).toMatchObject(users);
      profile.features.forEach(({ missing, zero, unseen }, place) => {
        const all = features[place]!;
        const other = all.zero + all.unseen;
        const expected = fullestTakesFew([all.missing, other, users.profiled - all.missing - other], 5);
        expect([missing, zero + unseen]).toEqual(expected.slice(0, 2));
      });
    });

    it('counts nothing where nothing is asked for', async () => {
      expect(await stack.ports.snapshots.distribution(days[1]!, { bins: [], share: 1 })).toEqual([]);
    });

    it('answers a second time, and from a second stack, with the same rows', async () => {
      const again = await create(shopFixture);
      try {
        await Promise.all([again.ports.snapshots.materialise(days[0]!), again.ports.snapshots.materialise(days[1]!)]);
        const mine = await stack.ports.snapshots.readLabelled(days.slice(0, 2));
        const theirs = await again.ports.snapshots.readLabelled(days.slice(0, 2));
        expect(tableRows(theirs)).toEqual(tableRows(mine));
        expect(Array.from(theirs.eventCount)).toEqual(Array.from(mine.eventCount));
      } finally {
        await again.close();
      }
    });
  });
}

function byBucket(rows: LabelledRows, values: Float64Array): Map<number, number> {
  return new Map(Array.from(values, (value, index) => [rows.userBucket[index]!, value]));
}

function tableRows({ features }: LabelledRows) {
  return Array.from({ length: features.nRows }, (_, index) => features.row(index));
}
