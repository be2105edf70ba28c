import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { PropensityConfigInput } from '../../src/config/config-schema.js';
import { parseConfig } from '../../src/config/parse-config.js';
import type { JobSettings } from '../../src/config/settings.js';
import { settingsOf } from '../../src/config/settings-of.js';
import type { InMemoryEvent } from '../../src/in-memory/in-memory-event-log.js';
import { inMemoryPorts } from '../../src/in-memory/in-memory-ports.js';
import type { LabelledRows } from '../../src/ports/feature-snapshots.js';
import type { Ports } from '../../src/ports/ports.js';
import { addDays, startOfDayMicros } from '../../src/windows/calendar-day.js';
import { snapshotsLike } from './ports-like.js';

/** First and last day of the synthetic export. */
export const FIRST_DAY = '2026-01-01';
export const LAST_DAY = '2026-03-01';
const USERS = 600;
const DAYS = 60;
const DAY = 86_400_000;

/** Uniform numbers in [0, 1) from a seed. */
export function uniform(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/** Milliseconds since the epoch of an hour of a day, UTC. */
export function at(day: string, hour = 12): number {
  return Number(startOfDayMicros(day, 'UTC') / 1000n) + hour * 3_600_000;
}

/**
 * 600 users over 60 days. Each has an activity that decides how often they come, and an interest that decides how
 * often they look at items and, by a logistic curve, how often they buy. One user in 600 events has no id. "coin" is an
 * event that falls on users by chance alone.
 */
function simulate(): InMemoryEvent[] {
  const next = uniform(7);
  const events: InMemoryEvent[] = [];
  for (let user = 0; user < USERS; user++) {
    const userId = `user-${user}`;
    const activity = 0.02 + 0.3 * next() ** 2;
    const interest = next();
    const buys = 1 / (1 + Math.exp(6.5 - 7 * interest));
    for (let day = 0; day < DAYS; day++) {
      const noon = at(FIRST_DAY) + day * DAY;
      if (next() < 0.02) events.push({ userId, name: 'coin', time: noon });
      if (next() >= activity) continue;
      events.push({ userId: next() < 1 / 600 ? null : userId, name: 'page_view', time: noon });
      for (let item = 0; item < 4; item++)
        if (next() < interest) events.push({ userId, name: 'view_item', time: noon + item });
      if (next() < buys) events.push({ userId, name: 'purchase', time: noon + 60_000 });
    }
  }
  return events;
}

/** The events of the synthetic export; the same in every test. */
export const EVENTS: readonly InMemoryEvent[] = simulate();

/** Settings for the synthetic export: 14 days of lookback, two training snapshots. */
export function settingsFor(
  change: { readonly [Key in keyof PropensityConfigInput]?: PropensityConfigInput[Key] | undefined } = {},
): JobSettings {
  return settingsOf(
    parseConfig({
      source: { events: 'none' },
      target: { event: 'purchase' },
      lookbackDays: 14,
      training: { snapshots: 3, C: 1 },
      ...change,
    }),
    'test',
  );
}

export interface TestStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Moves the clock to noon of a day. */
  setToday(day: string): void;
}

/** A whole stack in memory over the synthetic export, its clock ten days after its end. */
export function testStack(
  change: { readonly [Key in keyof PropensityConfigInput]?: PropensityConfigInput[Key] | undefined } = {},
  events: readonly InMemoryEvent[] = EVENTS,
): TestStack {
  const settings = settingsFor(change);
  let now = at(addDays(LAST_DAY, 10));
  return {
    ports: inMemoryPorts({ events, settings, clock: () => now }),
    settings,
    setToday: (day) => {
      now = at(day);
    },
  };
}

/** The same ports, in which a share of the labels of all but the newest snapshot has changed places. */
export function withShuffledLabels(ports: Ports, share: number): Ports {
  const { snapshots } = ports;
  const shuffled = (rows: LabelledRows): LabelledRows => {
    const next = uniform(11);
    const labels = rows.labels.slice();
    const moved = [...labels.keys()].filter((row) => rows.snapshotIndex[row] !== 0 && next() < share);
    const order = moved.map((row) => ({ row, key: next() })).sort((a, b) => a.key - b.key);
    moved.forEach((row, k) => {
      labels[row] = rows.labels[order[k]!.row]!;
    });
    return { ...rows, labels };
  };
  return {
    ...ports,
    snapshots: snapshotsLike(snapshots, {
      readLabelled: async (days) => shuffled(await snapshots.readLabelled(days)),
    }),
  };
}

/** Users with an event of that name (any, if left out) on a day of [from, until), counted from the raw events. */
export function usersBetween(from: string, until: string, name?: string): Set<string> {
  const within = EVENTS.filter((event) => event.time >= at(from, 0) && event.time < at(until, 0));
  return new Set(
    within.filter((event) => name === undefined || event.name === name).flatMap(({ userId }) => userId ?? []),
  );
}

/** The synthetic export without the events of one day. */
export function exportWithout(day: string): readonly InMemoryEvent[] {
  return EVENTS.filter(({ time }) => time < at(day, 0) || time >= at(day, 24));
}
