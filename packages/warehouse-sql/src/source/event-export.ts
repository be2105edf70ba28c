import type { Condition } from '@propensity/core/question';
import type { CalendarDay } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import type { FeatureDeclaration } from '../features/feature.js';
import type { AdsConsent } from './ads-consent.js';
import type { SuspectTraffic } from './audience/suspect-traffic.js';
import type { DaysOfPath, UnfinishedKind } from './days/days-of-path.js';
import type { DescribedColumn } from './duckdb-schema.js';
import type { CustomColumn, EventColumn } from './event-columns.js';
import type { MomentUnit } from './moment/moment-unit.js';
import type { DatedRows } from './moment/zone-evidence-sql.js';
import type { RawRelation } from './raw-relation.js';
import type { Roles } from './roles.js';
import type { DataType } from './shape/data-type.js';
import type { DeclaredFields } from './shape/declared-columns.js';
import type { RawRows } from './shape/readable-rows.js';
import type { People } from './user-id/people.js';

export interface EventsOptions {
  readonly dialect: Dialect;
  /** The raw rows, grouped by shape: days whose columns or nested fields differ are in different relations. */
  readonly relations: readonly RawRelation[];
  readonly timeZone: string;
  /** Events of [from, until), days of the property's time zone. */
  readonly from: CalendarDay;
  readonly until: CalendarDay;
  /** Columns to read; all by default. Fewer are faster. */
  readonly columns?: readonly EventColumn[];
  readonly customColumns?: readonly CustomColumn[];
  /**
   * Adds the column `identity`, a hash that tells events of one user, moment and name apart: `place` in a batch of events,
   * NULL where there is none; `content`, for those also all that the event says, which takes longer.
   */
  readonly identity?: 'place' | 'content';
  /** A relation of `user_id` and `event_micros`: of these alone. */
  readonly only?: Relation;
  /** True to read the rows that the configuration leaves out, too. */
  readonly unfiltered?: boolean;
}

/**
 * Versions above 1 of how a source reads its rows: of a column of the flat events; `custom`, of how parameters and
 * expressions of the configuration are read; `events`, of which rows are events at all.
 */
export type SourceVersions = Readonly<Partial<Record<EventColumn | 'custom' | 'events', number>>>;

/** What the names of the tables of a source begin with; a day's table adds YYYYMMDD. */
export interface TableNamesOfDays {
  readonly tablePrefix: string;
  /** Of the tables that Google still writes to; a kind that the source has not is left out. */
  readonly unfinishedPrefixes: Readonly<Partial<Record<UnfinishedKind, string>>>;
}

/** How a source names the tables and files of a day. */
export interface DayNames extends TableNamesOfDays {
  /**
   * The days that a file's path gives, and the kind of its table; null when it gives none, or when it is not clear
   * which.
   */
  daysOfFile(path: string): DaysOfPath | null;
}

/** Rows as they are stored, all of one shape. */
export interface StoredRows extends RawRows {
  /** What a message calls them: a file, or a table. */
  readonly where: string;
  /**
   * The unit of each numeric column of moments, by its name in lower case; where it is left out, each number's size
   * decides.
   */
  readonly units?: ReadonlyMap<string, MomentUnit>;
}

/** What a configuration says about the form of an export. */
export interface RelationOptions {
  /** Where parameters have columns of their own: the column of each, by key. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** True where user properties are read. */
  readonly userProperties?: boolean;
  /** Columns that expressions of the user's own name, in the type that each is to have; where the rows lack one, it is NULL. */
  readonly columns?: ReadonlyMap<string, DataType>;
}

/**
 * Something that at least one row of any export of a kind has. An export without such a row cannot be read, and is
 * refused.
 */
export interface PresenceCheck {
  /** The code of the error. */
  readonly code: string;
  readonly field: string;
  /** SQL over the rows of `relation`: true for a row that has it. */
  readonly condition: string;
  /** Without a full stop at its end. */
  readonly message: string;
  readonly hint: string;
}

/**
 * A kind of export of events, chosen once per stack as a dialect is: how its days are named, what its rows hold, how
 * they become flat events, what its events mean, and which features it has. Everything that belongs to one kind of
 * export is in one folder.
 */
export interface EventExport {
  /** As `source.type` names it. */
  readonly type: string;
  readonly days: DayNames;
  /** The columns of a row of `relation`, as Google declares them. */
  readonly columns: DeclaredFields;
  /** The columns of its JSON files, every scalar as text. */
  readonly jsonColumns: readonly DescribedColumn[];
  /**
   * For each nested column, SQL that is true for a JSON value in the form of `jsonColumns`; where a file has other
   * values, the column is read as JSON.
   */
  readonly jsonForms: ReadonlyMap<string, string>;
  /** The column of a row's moment, in lower case. */
  readonly momentColumn: string;
  /** The column of the date that the export wrote into a row, in lower case. */
  readonly dateColumn: string;
  readonly roles: Roles;
  /** Left out where a user is a device. */
  readonly people?: People;
  /** How its events say who has consented to ads; left out where they do not. */
  readonly adsConsent?: AdsConsent;
  /** The conditions that rows have to meet to be read. */
  readonly where: readonly Condition[];
  /** Traffic of which doctor says how much there is, since it is seldom that of customers. */
  readonly suspects: readonly SuspectTraffic[];
  readonly versions: SourceVersions;
  /**
   * The currency that is added up, ISO 4217; null for US dollars, into which Analytics converts. The definitions of
   * features that read money depend on it.
   */
  readonly currency: string | null;
  /** The text in which a purchase may give its amount, so that doctor can tell what is not a number. */
  readonly amountText: CustomColumn;
  /** True where a file takes long to read for few of its columns too, so that what is needed of it is better kept. */
  readonly slowToRead?: boolean;
  /** What at least one row of an export has to have. */
  presence(dialect: Dialect): readonly PresenceCheck[];
  /** The columns of these rows, in lower case, that hold moments as numbers: `relation` needs their units. */
  numericMoments(rows: RawRows): readonly string[];
  /**
   * Rows of one shape in the form that the statements below read, whichever program wrote them.
   * @throws PropensityError `unreadable_field` for a column that is missing, or whose type or nesting cannot be read
   */
  relation(dialect: Dialect, rows: StoredRows, options?: RelationOptions): RawRelation;
  /** These rows with the date that the export gave them; null where they have none. */
  datedRows(dialect: Dialect, relation: RawRelation): DatedRows | null;
  /** The features of a configuration that names none. */
  defaultFeatures(lookbackDays: number): readonly FeatureDeclaration[];
  /** Identified events with the columns of `EVENT_COLUMNS`, re-deliveries still there. */
  deliveredEventsSql(options: EventsOptions): string;
  /** One row per distinct identified event. Fields that an export does not have are NULL. */
  eventsSql(options: EventsOptions): string;
  /**
   * `user_id`, `event_micros`, `event_name` and the custom columns of every row as delivered, re-deliveries and rows without a user
   * included.
   */
  deliveriesSql(options: Omit<EventsOptions, 'columns'>): string;
}
