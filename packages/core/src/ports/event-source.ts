/** One day of the export. Dates are YYYY-MM-DD in the property's time zone. */
export interface ExportDay {
  readonly date: string;
  /** Rows as stored, re-deliveries and unidentified events included. */
  readonly rows: number;
  /**
   * When the day was last written, milliseconds since the epoch, UTC; left out where the store does not say. A day that
   * was last written before it ended is not final, however long ago that was.
   */
  readonly modifiedAt?: number;
}

/** Who converted in a label window, and how many of them any model could have known. */
export interface Reach {
  /** Distinct identified users with the target event in [S, S + horizon). */
  readonly converters: number;
  /** Of them: users who were in the population at S. */
  readonly reachable: number;
}

/** Totals over a range of days, for doctor. */
export interface ExportSummary {
  readonly events: number;
  readonly eventsWithoutUser: number;
  readonly users: number;
  /** Event names by number of events, most frequent first (at most 200). */
  readonly eventNames: readonly { readonly name: string; readonly events: number; readonly users: number }[];
}

/** Port: the raw Google Analytics export. Adapters are built for one source configuration. */
export interface EventSource {
  /**
   * The days there are, ascending.
   * @throws PropensityError `no_export_files` when there are none, `unreadable_export` when one cannot be read.
   */
  days(): Promise<readonly ExportDay[]>;
  /** Totals over the days `from` (inclusive) to `until` (exclusive). */
  summarise(from: string, until: string): Promise<ExportSummary>;
  /** Conversions in [snapshot, snapshot + horizon) and how many were by users of the population at `snapshot`. */
  reach(snapshot: string): Promise<Reach>;
}
