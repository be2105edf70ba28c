import type { JobSettings } from '../config/settings.js';
import { mostFrequentNames, type RecentEvents } from '../drift/input-profile.js';
import type { EventSource, ExportSummary, NamedEvents, Reach, SnapshotCounts } from '../ports/event-source.js';
import type { ConsentWindow } from '../ports/score-exports.js';
import { holds, type MatchableEvent, matchesEvent } from '../question/matches-event.js';
import type { DoneRule, PopulationRule } from '../question/population-rule.js';
import { type TargetRule, targetRule } from '../question/target-rule.js';
import {
  addDays,
  type CalendarDay,
  dayAt,
  daysBetween,
  startOfDayMicros,
  unionOfRanges,
} from '../windows/calendar-day.js';
import type { ExportDay } from '../windows/export-day.js';
import { userBucket } from '../windows/user-bucket.js';
import { inUserSample } from '../windows/user-sample.js';

/** An event of the in-memory stack; conditions of a configuration look at what it has besides name and time. */
export interface InMemoryEvent extends MatchableEvent {
  /** Null or empty for a visitor who cannot be recognised. */
  readonly userId: string | null;
  /** Milliseconds since the epoch, UTC. */
  readonly time: number;
}

/** Snapshots whose events are kept: jobs ask for the same ones again and again. */
const KEPT_SNAPSHOTS = 8;

/** An `EventSource` over events in an array; also gives the other in-memory ports the population and the converters. */
export class InMemoryEventLog implements EventSource {
  /** The events that `source.where` keeps. */
  readonly events: readonly InMemoryEvent[];
  /** The events before the snapshots that were looked at last, by snapshot and number of forgotten users. */
  readonly #seenBefore = new Map<string, ReadonlyMap<string, readonly InMemoryEvent[]>>();

  constructor(
    readonly delivered: readonly InMemoryEvent[],
    readonly settings: JobSettings,
    /** Ids that are in no population, whatever the events say. */
    readonly forgotten: ReadonlySet<string> = new Set(),
  ) {
    const { where } = settings.question;
    this.events = delivered.filter((event) => where.every((condition) => holds(event, condition)));
  }

  async days(): Promise<readonly ExportDay[]> {
    const days: { date: CalendarDay; rows: number }[] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (const time of Float64Array.from(this.delivered, (event) => event.time).sort()) {
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
      target: this.#performed(events),
      eventNames: [...names]
        .map(([name, entry]) => ({ name, events: entry.events, users: entry.users.size }))
        .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1))
        .slice(0, 200),
    };
  }

  /** Who has consented to ads, by the user's last event of the days, as the fields of a GA4 export say it. Of several last ones all have to. */
  adsConsent({ from, until, unknown }: ConsentWindow): ReadonlySet<string> {
    const latest = new Map<string, { readonly time: number; readonly agrees: boolean }>();
    const [start, end] = [this.#start(from), this.#start(until)];
    for (const event of this.delivered) {
      const { userId, time } = event;
      if (!userId || time < start || time >= end) continue;
      const said = (answer: string) => holds(event, { field: 'privacy_info.ads_storage', in: [answer] });
      const agrees = unknown === 'granted' ? !said('No') : said('Yes');
      const before = latest.get(userId);
      if (before !== undefined && before.time > time) continue;
      latest.set(userId, { time, agrees: agrees && (before?.time === time ? before.agrees : true) });
    }
    return new Set([...latest].filter(([, { agrees }]) => agrees).map(([userId]) => userId));
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

  async namesBefore(snapshots: readonly CalendarDay[]): Promise<readonly NamedEvents[]> {
    const { lookbackDays } = this.settings;
    const ranges = unionOfRanges(snapshots.map((snapshot) => [addDays(snapshot, -lookbackDays), snapshot]));
    const names = new Map<string, { events: number; users: Set<string> }>();
    for (const { name, userId } of ranges.flatMap((range) => this.#between(...range))) {
      if (!userId) continue;
      const entry = names.get(name) ?? { events: 0, users: new Set() };
      names.set(name, entry);
      entry.events++;
      entry.users.add(userId);
    }
    return [...names]
      .map(([name, { events, users }]) => ({ name, events, users: users.size }))
      .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
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

  /** Distinct events of [S − lookback, S) of everyone in the population at S. A re-delivered event counts once. */
  population(snapshot: CalendarDay): Map<string, readonly InMemoryEvent[]> {
    const { population } = this.settings.question;
    return new Map([...this.#seen(snapshot)].filter(([, events]) => this.#isIn(population, events, snapshot)));
  }

  #isIn({ did, never, minEvents }: PopulationRule, events: readonly InMemoryEvent[], snapshot: CalendarDay): boolean {
    const hasDone = ({ any, withinDays }: DoneRule) => {
      const start = withinDays === null ? Number.NEGATIVE_INFINITY : this.#start(addDays(snapshot, -withinDays));
      return events.some((event) => event.time >= start && any.some((rule) => matchesEvent(event, rule)));
    };
    return events.length >= minEvents && (did === null || hasDone(did)) && (never === null || !hasDone(never));
  }

  /** Distinct events of [S − lookback, S) by identified user. */
  #seen(snapshot: CalendarDay): ReadonlyMap<string, readonly InMemoryEvent[]> {
    // Whoever is forgotten goes at once.
    const key = `${snapshot} ${this.forgotten.size}`;
    const known = this.#seenBefore.get(key);
    if (known !== undefined) return known;
    const found = this.#findSeen(snapshot);
    if (this.#seenBefore.size === KEPT_SNAPSHOTS) this.#seenBefore.clear();
    this.#seenBefore.set(key, found);
    return found;
  }

  #findSeen(snapshot: CalendarDay): Map<string, InMemoryEvent[]> {
    const users = new Map<string, InMemoryEvent[]>();
    const seen = new Set<string>();
    for (const event of this.#between(addDays(snapshot, -this.settings.lookbackDays), snapshot)) {
      if (!event.userId || this.forgotten.has(event.userId)) continue;
      const delivery = JSON.stringify([event.userId, event.name, event.time]);
      if (seen.has(delivery)) continue;
      seen.add(delivery);
      const own = users.get(event.userId);
      if (own === undefined) users.set(event.userId, [event]);
      else own.push(event);
    }
    return users;
  }

  /** Identified users who perform the event, the target when left out, in [S, S + horizon). */
  converters(snapshot: CalendarDay, event?: string): Set<string> {
    const { target } = this.settings.question;
    const rule: TargetRule = event === undefined ? target : targetRule({ event });
    const { lookbackDays, horizonDays } = this.settings;
    const start = this.#start(snapshot);
    const times = new Map<string, Set<number>>();
    for (const { userId, time } of this.#targets(
      rule,
      this.#between(addDays(snapshot, rule.nth === 1 ? 0 : -lookbackDays), addDays(snapshot, horizonDays)),
    )) {
      if (!userId || this.forgotten.has(userId)) continue;
      times.set(userId, (times.get(userId) ?? new Set()).add(time));
    }
    const performed = [...times].flatMap(([user, moments]) => {
      const before = [...moments].filter((time) => time < start).length;
      return before < rule.nth && rule.nth <= moments.size ? [user] : [];
    });
    if (!rule.none) return new Set(performed);
    const done = new Set(performed);
    return new Set([...this.population(snapshot).keys()].filter((user) => !done.has(user)));
  }

  #targets({ any }: TargetRule, events: readonly InMemoryEvent[]): InMemoryEvent[] {
    return events.filter((event) => any.some((rule) => matchesEvent(event, rule)));
  }

  #performed(events: readonly InMemoryEvent[]): ExportSummary['target'] {
    const targets = this.#targets(this.settings.question.target, events);
    return { events: targets.length, users: new Set(targets.flatMap(({ userId }) => userId || [])).size };
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
