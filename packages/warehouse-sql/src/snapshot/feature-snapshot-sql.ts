import { EVERYONE, type PopulationRule } from '@propensity/core/question';
import { addDays, type CalendarDay, daysBetween, startOfDayMicros } from '@propensity/core/windows';
import type { Dialect, SqlType } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import { queryRelation, type Relation } from '../dialect/relation.js';
import type { Feature } from '../features/feature.js';
import type { FeatureContext } from '../features/feature-context.js';
import { GRAINS, type Grain } from '../features/grains.js';
import type { Roles } from '../source/roles.js';
import type { People } from '../source/user-id/people.js';
import { peopleSql } from './people-sql.js';
import { populationHaving } from './population-sql.js';
import { remainderSql } from './remainder-sql.js';
import { MOST_SNAPSHOTS_AT_ONCE, ofSnapshotSql, plainUserId, severalWindowsSql } from './several-snapshots.js';

export interface FeatureSnapshotOptions {
  readonly dialect: Dialect;
  /** The flat events, covering at least [S − lookback, S). They may cover more. */
  readonly events: Relation;
  /** What the events mean. */
  readonly roles: Roles;
  /** How to read events that store numbers in place of texts; left out where they store texts. */
  readonly codes?: EventCodes;
  /** S. */
  readonly snapshot: CalendarDay;
  readonly lookbackDays: number;
  readonly timeZone: string;
  readonly features: readonly Feature[];
  /** Whom the snapshot is of; everyone who was seen when left out. */
  readonly population?: PopulationRule;
  /** How events of devices become events of people; left out where a user is a device. */
  readonly people?: People | undefined;
  /** True where every number in the events is known to be whole millionths: sums then need no second pass. */
  readonly wholeMillionths?: boolean;
}

/**
 * What the numbers in the events stand for. For `session_id`, `page`, `transaction_id` and `item_id` only equality
 * matters.
 */
export interface EventCodes {
  /** Name of a table that maps `user_number`, which the events have as `user_id`, to the real `user_id`. */
  readonly users: string;
  /** The query of the grain `profiles`. The snapshot keeps the types of its category columns. */
  readonly profiles: string;
  /** True for a text, by its column in a grain, of which the snapshot keeps the type as well: for others it has texts. */
  keepsType(column: string): boolean;
}

/** The statement of a snapshot in pieces that can be run one after the other, so that each can use all the memory. */
export interface FeatureSnapshotParts {
  /**
   * Queries, each to be stored as a table of that name before the next one runs: one per grain, with one row per user. Where users are people, the
   * first is their events, so that devices are looked up once and not for each grain.
   */
  readonly parts: readonly { readonly name: string; readonly sql: string }[];
  /** The snapshot's rows, over those tables. */
  readonly rows: string;
}

/**
 * Features of the grain `events` that look back at most this share of the lookback are aggregated over those few events
 * alone.
 */
const RECENT_SHARE = 0.25;

/**
 * One row per user of the population at S: `user_id`, `user_bucket` (core's `userBucket`), `event_count` (the simple
 * rule's score), then every feature in order: counts as integers, other numbers as floats (NULL is missing), categories
 * as text. Nothing from S or later is read, and the result does not depend on the order of the events.
 */
export function featureSnapshotSql(options: FeatureSnapshotOptions): string {
  return statementSql(ofOne(options));
}

/** Of several snapshots at once. Users are devices: who a person is depends on the snapshot. */
export interface FeatureSnapshotsOptions extends Omit<FeatureSnapshotOptions, 'snapshot' | 'people' | 'codes'> {
  /** Each once; 2 to `MOST_SNAPSHOTS_AT_ONCE`. */
  readonly snapshots: readonly CalendarDay[];
}

/**
 * The rows of `featureSnapshotSql` for each of these snapshots, with its day in front, `snapshot`: by one statement, which looks at every
 * event as often as the statement of one snapshot does.
 * @throws RangeError for fewer than two, or too many
 */
export function featureSnapshotsSql(options: FeatureSnapshotsOptions): string {
  const { length } = options.snapshots;
  if (length < 2 || length > MOST_SNAPSHOTS_AT_ONCE) throw new RangeError(`${length} snapshots at once`);
  return statementSql(options);
}

/** What both take. */
type Options = Omit<FeatureSnapshotOptions, 'snapshot'> & { readonly snapshots: readonly CalendarDay[] };

function ofOne({ snapshot, ...options }: FeatureSnapshotOptions): Options {
  return { ...options, snapshots: [snapshot] };
}

function statementSql(options: Options): string {
  const { parts, rows } = snapshotParts(options);
  const { commonTable } = options.dialect;
  const window = commonTable(WINDOW, `\n${windowSql(options)}\n`);
  return `WITH ${[window, ...parts.map(({ name, sql }) => `${name} AS (\n${sql}\n)`)].join(',\n')}
${rows}`;
}

/** `featureSnapshotSql` in pieces: the same rows. */
export function featureSnapshotParts(given: FeatureSnapshotOptions): FeatureSnapshotParts {
  const options = ofOne(given);
  const { parts, rows } = snapshotParts(options);
  if (options.people !== undefined) return { parts: [{ name: WINDOW, sql: windowSql(options) }, ...parts], rows };
  const window = options.dialect.commonTable(WINDOW, windowSql(options));
  return { parts: parts.map(({ name, sql }) => ({ name, sql: `WITH ${window}\n${sql}` })), rows };
}

/** The events of the lookback, as a common table expression. */
const WINDOW = 'window_events';

/** A table with one row per user, aggregated from the rows of one grain or only the recent ones of them. */
interface Part {
  readonly name: string;
  readonly grain: Grain;
  readonly features: readonly Feature[];
  /** Its rows are of this many days before S. */
  readonly windowDays: number;
  /** True for the part that holds the remainders of the features' sums. */
  readonly isRemainder: boolean;
}

function snapshotParts(options: Options): FeatureSnapshotParts {
  const { dialect, codes, features, snapshots } = options;
  const parts = partsOf(options);
  const population = parts.find(({ name }) => name === POPULATION)!;
  const joins = parts
    .filter((part) => part !== population)
    .map(({ name }) => `\nLEFT JOIN ${name} ON ${name}.user_id = ${POPULATION}.user_id`);
  if (codes !== undefined) joins.unshift(`\nJOIN ${codes.users} AS users ON users.user_number = ${POPULATION}.user_id`);
  const known = codes === undefined ? `${POPULATION}.user_id` : 'users.user_id';
  const [userId, ofDay] =
    snapshots.length === 1
      ? [known, '']
      : [plainUserId(known), `${ofSnapshotSql(snapshots, dialect.date, known)} AS snapshot, `];
  return {
    parts: parts.map((part) => ({ name: part.name, sql: partSql(part, options) })),
    rows: `SELECT ${ofDay}${userId} AS user_id, ${dialect.userBucket(userId)} AS user_bucket, ${POPULATION}.event_count AS event_count,
  ${features.map((feature) => outputColumn(feature, parts, options)).join(',\n  ')}
FROM ${POPULATION}${joins.join('')}`,
  };
}

/** The part that has a row for every user. */
const POPULATION = 'by_events';

function partsOf({ features, lookbackDays, wholeMillionths = false }: Options): Part[] {
  const isRecent = ({ grain, windowDays }: Feature) => grain === 'events' && windowDays <= RECENT_SHARE * lookbackDays;
  const others = features.filter((feature) => !isRecent(feature));
  const parts: Part[] = [...new Set<Grain>(['events', ...others.map(({ grain }) => grain)])].map((grain) => ({
    name: grain === 'events' ? POPULATION : `by_${grain}`,
    grain,
    features: others.filter((feature) => feature.grain === grain),
    windowDays: lookbackDays,
    isRemainder: false,
  }));
  const recent = features.filter(isRecent);
  if (recent.length > 0) {
    const windowDays = Math.max(...recent.map((feature) => feature.windowDays));
    parts.push({ name: 'by_recent_events', grain: 'events', features: recent, windowDays, isRemainder: false });
  }
  return wholeMillionths ? parts : [...parts, ...parts.flatMap(remainderPart)];
}

/** The part with the remainders of sums that another part does not count in full. */
function remainderPart(part: Part): Part[] {
  const features = part.features.filter(({ aggregate }) => aggregate.remainder !== undefined);
  return features.length === 0 ? [] : [{ ...part, name: `${part.name}_remainder`, features, isRemainder: true }];
}

function partSql({ name, grain, features, windowDays, isRemainder }: Part, options: Options) {
  const { dialect, codes, roles, lookbackDays } = options;
  const context = contextOf(options, windowDays);
  const grainSql = grain === 'profiles' && codes !== undefined ? codes.profiles : GRAINS[grain].sql(dialect, roles);
  const isWhole = windowDays === lookbackDays;
  const rows = `(
${grainSql}
) AS ${grain}_grain${isWhole ? '' : ` WHERE event_micros >= ${sinceSql(options, windowDays)}`}`;
  if (isRemainder) return remainderSql(features, context, rows);
  // The other parts are joined to it.
  const having =
    name === POPULATION
      ? populationHaving(options.population ?? EVERYONE, (days) => context.within('event_micros', days))
      : '';
  const columns = [
    'user_id',
    ...(name === POPULATION ? ['COUNT(*) AS event_count'] : []),
    ...features.map(({ name, aggregate }) => `${aggregate.sql(context)} AS ${dialect.identifier(name)}`),
  ];
  return `SELECT ${columns.join(',\n  ')}
FROM ${rows} GROUP BY user_id${having}`;
}

/** For features over rows of the last `windowDays` days: a condition that all these rows meet is left out. */
function contextOf(options: Options, windowDays: number): FeatureContext {
  return {
    dialect: options.dialect,
    snapshotMicros: sinceSql(options, 0),
    snapshotDay: ofSnapshotSql(options.snapshots, (snapshot) => integerLiteral(daysBetween('1970-01-01', snapshot))),
    countDays: (day) => options.dialect.countWithin(day, windowDays),
    within: (micros, days) => (days >= windowDays ? 'TRUE' : `${micros} >= ${sinceSql(options, days)}`),
  };
}

/** The start of the day S − `days`, as microseconds. */
function sinceSql({ snapshots, timeZone }: Options, days: number): string {
  return ofSnapshotSql(snapshots, (snapshot) => integerLiteral(startOfDayMicros(addDays(snapshot, -days), timeZone)));
}

function windowSql(options: Options): string {
  if (options.snapshots.length > 1) return severalWindowsSql(options);
  const [from, until] = [options.lookbackDays, 0].map((days) => sinceSql(options, days));
  const { dialect, people, codes } = options;
  const window = `SELECT * FROM ${options.events} AS events WHERE event_micros >= ${from} AND event_micros < ${until}`;
  if (people === undefined) return window;
  return peopleSql({ dialect, people, events: queryRelation(window), users: codes?.users });
}

function outputColumn(
  feature: Feature,
  parts: readonly Part[],
  { dialect, codes }: Pick<FeatureSnapshotOptions, 'dialect' | 'codes'>,
): string {
  const name = dialect.identifier(feature.name);
  const its = parts.filter(({ features }) => features.includes(feature));
  const [counted, remainder] = its.map((part) => `${part.name}.${name}`);
  const column = remainder === undefined ? counted! : `COALESCE(${counted} + ${remainder}, ${counted}, ${remainder})`;
  if (codes !== undefined && isKeptAsCoded(feature, codes)) return `${column} AS ${name}`;
  const known = orWhenNone(feature, column, `${its[0]!.name}.user_id`);
  return `CAST(${known} AS ${dialect.typeNames[columnType(feature)]}) AS ${name}`;
}

function isKeptAsCoded({ grain, kind, aggregate }: Feature, codes: EventCodes): boolean {
  if (grain === 'profiles') return true;
  const { column } = aggregate.declares;
  return kind === 'categorical' && typeof column === 'string' && codes.keepsType(column);
}

/** @param userId NULL for a user who has no row of the grain */
function orWhenNone({ whenNone }: Feature, column: string, userId: string): string {
  if (whenNone === null) return column;
  if (whenNone === 0) return `COALESCE(${column}, 0)`;
  return `CASE WHEN ${userId} IS NULL THEN ${whenNone.noRow} ELSE ${column} END`;
}

/** Counts are whole numbers, which are written and read faster than floats. */
function columnType({ kind, unit }: Feature): SqlType {
  if (kind === 'categorical') return 'string';
  return unit === 'count' ? 'integer' : 'float';
}
