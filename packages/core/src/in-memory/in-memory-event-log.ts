import type { JobSettings } from '../config/settings.js';
import { mostFrequentNames, type RecentEvents } from '../drift/input-profile.js';
import type { EventSource, ExportSummary, Reach, SnapshotCounts } from '../ports/event-source.js';
import { addDays, type CalendarDay, dayAt, daysBetween, startOfDayMicros } from '../windows/calendar-day.js';
import type { ExportDay } from '../windows/export-day.js';
import { userBucket } from '../windows/user-bucket.js';
import { inUserSample } from '../windows/user-sample.js';

/** An event of the in-memory stack. */
export interface InMemoryEvent {
  /** Null or empty for a visitor who cannot be recognised. */
  readonly userId: string | null;
  readonly name: string;
  /** Milliseconds since the epoch, UTC. */
  readonly time: number;
}

/** An `EventSource` over events in an array; also gives the other in-memory ports the population and the converters. */
export class InMemoryEventLog implements EventSource {
  constructor(
    readonly events: readonly InMemoryEvent[],
    readonly settings: JobSettings,
  ) {}

  async days(): Promise<readonly ExportDay[]> {
    const days: { date: CalendarDay; rows: number }[] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (const time of Float64Array.from(this.events, (event) => event.time).sort()) {
      // The time zone is looked up once per day, not once per event.
      if (time >= end) {
        const date = dayAt(time, this.settings.timeZone);
        days.push({ date, rows: 0 });
        end = this.#start(addDays(date, 1));
      }
      days.at(-1)!.rows++;
    }
    return days;
  }

  async summarise(from: CalendarDay, until: CalendarDay): Promise<ExportSummary> {
    const events = this.#between(from, until);
    const names = new Map<string, { events: number; users: Set<string> }>();
    for (const { name, userId } of events) {
      const entry = names.get(name) ?? { events: 0, users: new Set() };
      names.set(name, entry);
      entry.events++;
      if (userId) entry.users.add(userId);
    }
    return {
      events: events.length,
      eventsWithoutUser: events.filter(({ userId }) => !userId).length,
      users: new Set(events.flatMap(({ userId }) => userId || [])).size,
      eventNames: [...names]
        .map(([name, entry]) => ({ name, events: entry.events, users: entry.users.size }))
        .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1))
        .slice(0, 200),
    };
  }

  async reach(snapshot: CalendarDay, event?: string): Promise<Reach> {
    const population = this.population(snapshot);
    const converters = this.converters(snapshot, event);
    return { converters: converters.size, reachable: [...converters].filter((user) => population.has(user)).length };
  }

  async countSnapshots(snapshots: readonly CalendarDay[]): Promise<readonly SnapshotCounts[]> {
    const { sampleShare } = this.settings.training;
    const sampled = (users: Iterable<string>) =>
      [...users].filter((user) => inUserSample(userBucket(user), sampleShare));
    return snapshots.map((snapshot) => {
      const population = this.population(snapshot);
      const converters = sampled(this.converters(snapshot));
      return {
        snapshot,
        users: sampled(population.keys()).length,
        positives: converters.filter((user) => population.has(user)).length,
        converters: converters.length,
      };
    });
  }

  /** No attribute of an event is known here. */
  async recentEvents(from: CalendarDay, until: CalendarDay): Promise<RecentEvents> {
    const events = this.#between(from, until).filter(({ userId }) => userId);
    const names = new Map<string, number>();
    for (const { name } of events) names.set(name, (names.get(name) ?? 0) + 1);
    return {
      days: daysBetween(from, until),
      users: new Set(events.map(({ userId }) => userId)).size,
      events: events.length,
      names: mostFrequentNames(names),
      known: {},
    };
  }

  /** Distinct events of [S − lookback, S) by identified user: the population at S. A re-delivered event counts once. */
  population(snapshot: CalendarDay): Map<string, InMemoryEvent[]> {
    const users = new Map<string, InMemoryEvent[]>();
    const seen = new Set<string>();
    for (const event of this.#between(addDays(snapshot, -this.settings.lookbackDays), snapshot)) {
      if (!event.userId) continue;
      const delivery = JSON.stringify([event.userId, event.name, event.time]);
      if (seen.has(delivery)) continue;
      seen.add(delivery);
      const own = users.get(event.userId);
      if (own === undefined) users.set(event.userId, [event]);
      else own.push(event);
    }
    return users;
  }

  /** Identified users with the event, the target when left out, in [S, S + horizon). */
  converters(snapshot: CalendarDay, event = this.settings.targetEvent): Set<string> {
    const events = this.#between(snapshot, addDays(snapshot, this.settings.horizonDays));
    return new Set(events.filter(({ name }) => name === event).flatMap(({ userId }) => userId || []));
  }

  #between(from: CalendarDay, until: CalendarDay): InMemoryEvent[] {
    const start = this.#start(from);
    const end = this.#start(until);
    return this.events.filter(({ time }) => time >= start && time < end);
  }

  #start(day: CalendarDay): number {
    return Number(startOfDayMicros(day, this.settings.timeZone) / 1000n);
  }
}
