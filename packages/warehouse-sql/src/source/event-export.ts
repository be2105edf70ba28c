import type { CalendarDay } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import type { FeatureDeclaration } from '../features/feature.js';
import type { DaysOfPath } from './days/days-of-path.js';
import type { DescribedColumn } from './duckdb-schema.js';
import type { CustomColumn, EventColumn } from './event-columns.js';
import type { MomentUnit } from './moment/moment-unit.js';
import type { RawRelation } from './raw-relation.js';
import type { Roles } from './roles.js';
import type { RawRows } from './shape/readable-rows.js';

export interface EventsOptions {
  readonly dialect: Dialect;
  /** The raw rows, grouped by shape: days whose columns or nested fields differ stand in different relations. */
  readonly relations: readonly RawRelation[];
  readonly timeZone: string;
  /** Events of [from, until), days of the property's time zone. */
  readonly from: CalendarDay;
  readonly until: CalendarDay;
  /** Columns to read; all by default. Fewer are faster. */
  readonly columns?: readonly EventColumn[];
  readonly customColumns?: readonly CustomColumn[];
  /**
   * Adds the column `identity`, a 64-bit integer that tells events of one user, moment and name apart: `place` in a batch of events,
   * NULL where there is none; `content`, for those also all that the event says, which takes longer.
   */
  readonly identity?: 'place' | 'content';
  /** A relation of `user_id` and `event_micros`: of these alone. */
  readonly only?: Relation;
}

/**
 * Which version of its reading a source is at, where it is not the first: of a column of the flat events; of `custom`, how
 * parameters and expressions of the user's own are read; of `events`, which rows are events at all.
 */
export type SourceVersions = Readonly<Partial<Record<EventColumn | 'custom' | 'events', number>>>;

/** How a source names the tables and files of a day. */
export interface DayNames {
  /** What the names of its tables begin with; a day's table adds YYYYMMDD. */
  readonly tablePrefix: string;
  /** The days that a file's path tells, and the kind of its table; null when it tells none, or not clearly which. */
  daysOfFile(path: string): DaysOfPath | null;
}

/** Rows as they are stored, all of one shape. */
export interface StoredRows extends RawRows {
  /** What a message calls them: a file, or a table. */
  readonly where: string;
  /** What the numbers of a column of moments count, by its name in lower case; where it is not told, each is read by its size. */
  readonly units?: ReadonlyMap<string, MomentUnit>;
}

/** What a configuration says of the form of an export. */
export interface RelationOptions {
  /** Where parameters stand in columns of their own: the column of each, by key. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What some row of any export of a kind has. An export of which no row has it cannot be read, and is refused. */
export interface PresenceCheck {
  /** Of the error. */
  readonly code: string;
  readonly field: string;
  /** SQL over the rows of `relation`: true of a row that has it. */
  readonly condition: string;
  /** Without a full stop at its end. */
  readonly message: string;
  readonly hint: string;
}

/**
 * A kind of export of events, chosen once per stack as a dialect is: how its days are named, what its rows hold, how they
 * become flat events, what its events mean, and which features it has. Everything that belongs to one kind of export stands
 * in its room.
 */
export interface EventExport {
  /** As `source.type` names it. */
  readonly type: string;
  readonly days: DayNames;
  /** The columns of its JSON files, every scalar as text. */
  readonly jsonColumns: readonly DescribedColumn[];
  /** Of its nested columns, SQL that is true of a JSON value in the form of `jsonColumns`, by name; a file of others is read as JSON there. */
  readonly jsonForms: ReadonlyMap<string, string>;
  readonly roles: Roles;
  readonly versions: SourceVersions;
  /** What some row of an export has to have. */
  presence(dialect: Dialect): readonly PresenceCheck[];
  /** The columns of these rows, in lower case, that tell moments by numbers: `relation` wants to know what they count. */
  numericMoments(rows: RawRows): readonly string[];
  /**
   * Rows of one shape in the form that the statements below read, whatever writer gave them theirs.
   * @throws PropensityError `unreadable_field` for a column that is missing, or of which type or nesting cannot be read
   */
  relation(dialect: Dialect, rows: StoredRows, options?: RelationOptions): RawRelation;
  /** What a user gets without asking. */
  defaultFeatures(lookbackDays: number): readonly FeatureDeclaration[];
  /** Identified events with the columns of `EVENT_COLUMNS`, re-deliveries still there. */
  deliveredEventsSql(options: EventsOptions): string;
  /** One row per distinct identified event. Fields that an export does not have are NULL. */
  eventsSql(options: EventsOptions): string;
  /** `user_id`, `event_micros` and `event_name` of every row as delivered, re-deliveries and rows without a user included. */
  deliveriesSql(options: Omit<EventsOptions, 'columns' | 'customColumns'>): string;
}
