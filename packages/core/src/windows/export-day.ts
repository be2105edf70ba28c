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
