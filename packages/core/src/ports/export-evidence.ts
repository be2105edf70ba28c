import type { ZoneEvidence } from '../zone/zone-evidence.js';

/** What a source calls the columns from which the time zone follows. */
export interface DatedColumns {
  /** Of the date that was written into a row. */
  readonly date: string;
  /** Of the row's moment. */
  readonly moment: string;
}

/** What the rows of an export say about the configuration and about how the days were written. */
export interface ExportEvidence {
  /** The columns of `dates`, for messages. */
  readonly columns: DatedColumns;
  /** Rows by the date that Analytics gave them and by when they happened; empty where the rows have no dates. */
  readonly dates: readonly ZoneEvidence[];
  /** Files or tables with rows of other days than the one they are named after. */
  readonly misplaced: readonly MisplacedRows[];
  /** How amounts are written; left out where they were not asked for, and where the source has none. */
  readonly amounts?: AmountEvidence;
}

/** A file or table of a day, and where its rows belong. */
export interface MisplacedRows {
  readonly name: string;
  readonly day: string;
  readonly rows: number;
  /** Rows of other local days; they count for those. */
  readonly elsewhere: number;
  /** Rows so far from the day of the name that they are read for no day. */
  readonly unread: number;
}

/** What `EventSource.evidence` is asked for besides what costs little. */
export interface EvidenceOptions {
  /** True to look at the amounts too. */
  readonly amounts?: boolean;
}

/** Events, and the users that they are of. */
export interface AudienceCount {
  readonly events: number;
  readonly users: number;
}

/** Whose events an export has, which of them the configuration reads, and which of those are hardly of customers. */
export interface AudienceEvidence {
  /** Of all identified events. */
  readonly all: AudienceCount;
  /** Of those that the configuration reads. */
  readonly kept: AudienceCount;
  /** What each condition leaves out by itself, in the order of the configuration. */
  readonly leftOut: readonly (AudienceCount & { readonly condition: string })[];
  /** Of the events that are read: traffic of the property's own people, and a condition that leaves it out. */
  readonly suspects: readonly (AudienceCount & { readonly what: string; readonly leaveOut: unknown })[];
  /** Of the events that are read: days of users with more events than `eventsPerDay`. */
  readonly bots: AudienceCount & { readonly eventsPerDay: number };
  /** Left out where a user is a device: devices, persons, and events that name a person. */
  readonly people?: { readonly devices: number; readonly persons: number; readonly events: number };
}

/** Orders by how their amount is written. */
export interface AmountEvidence {
  /** The currency that is added up, ISO 4217. */
  readonly currency: string;
  readonly orders: number;
  /** Orders in another currency than the one that is added up, without a value in it. */
  readonly foreign: number;
  /** The currencies of these, the most frequent first. */
  readonly currencies: readonly string[];
  /** Orders whose amount is text that is not a number. */
  readonly unreadable: number;
  /** Orders that were refunded, in full or in part. */
  readonly refunds: number;
}
