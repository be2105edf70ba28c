/** The windows of a training, in days, and what determined them. */
export interface WindowsJson {
  readonly lookback_days: number;
  readonly horizon_days: number;
  /** IANA name of the zone whose days they are; absent in runs of an older version. */
  readonly time_zone?: string;
  /** Snapshots in all, the tested one included. */
  readonly snapshots: number;
  /** True where the configuration leaves windows out and the days there are allowed less than the defaults. */
  readonly adapted: boolean;
  /** Days from the first of the export to the day before the snapshot. */
  readonly days_before: number;
  /** Days of export that these windows need, the label window included. */
  readonly export_days_needed: number;
  /** The same for the configured windows, with defaults in place of those that are left out. */
  readonly export_days_for_defaults: number;
}
