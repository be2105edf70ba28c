import type { ZoneEvidence } from '../zone/zone-evidence.js';

/** What the rows of an export say about the configuration and about how the days were written. */
export interface ExportEvidence {
  /** Rows by the date that Analytics gave them and by when they happened; empty where the rows have no dates. */
  readonly dates: readonly ZoneEvidence[];
  /** Files or tables with rows of other days than the one they are named after. */
  readonly misplaced: readonly MisplacedRows[];
  /** Amounts that cannot be added up as they are; left out where the source has none. */
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

/** Orders by how their amount is written. */
export interface AmountEvidence {
  readonly orders: number;
  /** Orders in another currency than the one that is added up, without a value in it. */
  readonly foreign: number;
  /** The currencies of these, the most frequent first. */
  readonly currencies: readonly string[];
  /** Orders whose amount is text that is not a number. */
  readonly unreadable: number;
  /** Refunds, which take their order back. */
  readonly refunds: number;
}
