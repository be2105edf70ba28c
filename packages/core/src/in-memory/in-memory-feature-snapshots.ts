import { type BinCounts, countBins } from '../drift/feature-bins.js';
import type { FeatureProfile, SnapshotProfile } from '../drift/input-profile.js';
import type {
  DistributionOptions,
  FeatureSnapshots,
  LabelledRows,
  ProfileOptions,
  SnapshotSummary,
} from '../ports/feature-snapshots.js';
import { fullestTakesFew } from '../small-groups/fullest-takes-few.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { Column, Row, Table } from '../table/table.js';
import { type RowValue, tableFromRows } from '../table/table-from-rows.js';
import { type CalendarDay, startOfDayMicros } from '../windows/calendar-day.js';
import { userBucket } from '../windows/user-bucket.js';
import { inUserSample } from '../windows/user-sample.js';
import type { InMemoryEvent, InMemoryEventLog } from './in-memory-event-log.js';

/** A feature of the in-memory stack: its specification, and how it is computed from a user's events before S. */
export interface InMemoryFeature {
  readonly spec: FeatureSpec;
  /** `events` are the user's own in [S − lookback, S), in the order they were given; `snapshotTime` is the start of S, ms. */
  compute(events: readonly InMemoryEvent[], snapshotTime: number): RowValue;
}

/** The feature snapshot of one S, with the ids that stay inside this stack. */
export interface InMemorySnapshot {
  readonly userIds: readonly string[];
  readonly features: Table;
  readonly eventCount: Float64Array;
}

/** `FeatureSnapshots` over an event log, computed once per S. */
export class InMemoryFeatureSnapshots implements FeatureSnapshots {
  readonly features: readonly FeatureSpec[];
  readonly #snapshots = new Map<CalendarDay, InMemorySnapshot>();

  constructor(
    readonly log: InMemoryEventLog,
    readonly definitions: readonly InMemoryFeature[],
  ) {
    this.features = definitions.map(({ spec }) => spec);
  }

  async materialise(snapshot: CalendarDay): Promise<SnapshotSummary> {
    return { snapshot, users: this.snapshot(snapshot).userIds.length };
  }

  async readLabelled(snapshots: readonly CalendarDay[]): Promise<LabelledRows> {
    const { sampleShare } = this.log.settings.training;
    const rows = snapshots.flatMap((day, index) => {
      const { userIds, features, eventCount } = this.snapshot(day);
      const converters = this.log.converters(day);
      return userIds
        .map((userId, i) => ({
          values: features.row(i),
          label: converters.has(userId) ? 1 : 0,
          index,
          bucket: userBucket(userId),
          eventCount: eventCount[i]!,
        }))
        .filter(({ bucket }) => inUserSample(bucket, sampleShare));
    });
    return {
      features: tableFromRows(
        this.features,
        rows.map(({ values }) => values),
      ),
      labels: Float64Array.from(rows, ({ label }) => label),
      snapshotIndex: Int32Array.from(rows, ({ index }) => index),
      snapshots,
      userBucket: Float64Array.from(rows, ({ bucket }) => bucket),
      eventCount: Float64Array.from(rows, (row) => row.eventCount),
    };
  }

  async profile(snapshot: CalendarDay, { levels, share, minUsers }: ProfileOptions): Promise<SnapshotProfile> {
    const { users, table } = this.#sampled(snapshot, share);
    return {
      users,
      profiled: table.nRows,
      features: this.features
        .map(({ name }) => profileOf(name, table.column(name), levels.get(name)))
        .map((profile) => (minUsers === undefined ? profile : guardedProfile(profile, table.nRows, minUsers))),
    };
  }

  async distribution(
    snapshot: CalendarDay,
    { bins, share, minUsers }: DistributionOptions,
  ): Promise<readonly BinCounts[]> {
    const counted = countBins(bins, this.#sampled(snapshot, share).table);
    if (minUsers === undefined) return counted;
    return counted.map(({ name, counts }) => ({ name, counts: fullestTakesFew(counts, minUsers) }));
  }

  #sampled(snapshot: CalendarDay, share: number): { readonly users: number; readonly table: Table } {
    const { userIds, features } = this.snapshot(snapshot);
    const sampled = [...userIds.keys()].filter((row) => inUserSample(userBucket(userIds[row]!), share));
    return { users: userIds.length, table: features.take(Int32Array.from(sampled)) };
  }

  async readUser(day: CalendarDay, userId: string): Promise<Row | null> {
    const known = this.#snapshots.get(day);
    const index = known?.userIds.indexOf(userId) ?? -1;
    return index < 0 ? null : known!.features.row(index);
  }

  /** Forgets the rows that were computed, so that they are computed again. @returns how many rows of these users there were */
  erase(userIds: ReadonlySet<string>): number {
    const rows = [...this.#snapshots.values()].flatMap((known) => known.userIds.filter((id) => userIds.has(id)));
    this.#snapshots.clear();
    return rows.length;
  }

  /** Whether a snapshot that was computed has a row of the user. */
  holds(userId: string): boolean {
    return [...this.#snapshots.values()].some(({ userIds }) => userIds.includes(userId));
  }

  /** The rows of S, ordered by the users' buckets. */
  snapshot(day: CalendarDay): InMemorySnapshot {
    const known = this.#snapshots.get(day);
    if (known !== undefined) return known;
    const snapshotTime = Number(startOfDayMicros(day, this.log.settings.timeZone) / 1000n);
    const users = [...this.log.population(day)].sort(([a], [b]) => userBucket(a) - userBucket(b));
    const rows = users.map(([, events]) =>
      Object.fromEntries(this.definitions.map(({ spec, compute }) => [spec.name, compute(events, snapshotTime)])),
    );
    const made: InMemorySnapshot = {
      userIds: users.map(([userId]) => userId),
      features: tableFromRows(this.features, rows),
      eventCount: Float64Array.from(users, ([, events]) => events.length),
    };
    this.#snapshots.set(day, made);
    return made;
  }
}

function guardedProfile(
  { name, missing, zero, unseen }: FeatureProfile,
  users: number,
  minUsers: number,
): FeatureProfile {
  const [few = 0, other = 0] = fullestTakesFew([missing, zero + unseen, users - missing - zero - unseen], minUsers);
  return { name, missing: few, zero: zero > 0 ? other : 0, unseen: zero > 0 ? 0 : other };
}

function profileOf(name: string, column: Column, known: readonly string[] | undefined): FeatureProfile {
  if (column.kind === 'numeric') {
    const { values } = column;
    const count = (is: (value: number) => boolean) => values.reduce((n, value) => n + Number(is(value)), 0);
    return { name, missing: count(Number.isNaN), zero: count((value) => value === 0), unseen: 0 };
  }
  const { codes, levels } = column;
  const isUnseen = levels.map((level) => known !== undefined && !known.includes(level));
  const count = (is: (code: number) => boolean) => codes.reduce((n, code) => n + Number(is(code)), 0);
  return { name, missing: count((code) => code < 0), zero: 0, unseen: count((code) => isUnseen[code] === true) };
}
