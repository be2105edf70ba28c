import type { CalendarDay } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import type { FeatureDeclaration } from '../features/feature.js';
import type { DescribedColumn } from './duckdb-schema.js';
import type { CustomColumn, EventColumn } from './event-columns.js';
import type { RawRelation } from './raw-relation.js';
import type { Roles } from './roles.js';

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
  /** The day of a file by its name; `unfinished` for one that is still written to and never read; null when the name tells none. */
  dayOfFile(baseName: string): CalendarDay | 'unfinished' | null;
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
  readonly roles: Roles;
  readonly versions: SourceVersions;
  /** What a user gets without asking. */
  defaultFeatures(lookbackDays: number): readonly FeatureDeclaration[];
  /** Identified events with the columns of `EVENT_COLUMNS`, re-deliveries still there. */
  deliveredEventsSql(options: EventsOptions): string;
  /** One row per distinct identified event. Fields that an export does not have are NULL. */
  eventsSql(options: EventsOptions): string;
  /** `user_id`, `event_micros` and `event_name` of every row as delivered, re-deliveries and rows without a user included. */
  deliveriesSql(options: Omit<EventsOptions, 'columns' | 'customColumns'>): string;
}
