/**
 * Google's list prices, US dollars, of the multi-region US: other places cost up to half as much again. To count with other prices, change
 * them here; everything that is shown follows.
 * @see https://cloud.google.com/bigquery/pricing
 */
export const BIGQUERY_PRICES = {
  /** When they were looked up. */
  asOf: '2026-11',
  /** On-demand queries: for each TiB (2 ** 40 bytes) billed; the first TiB of a month is free. */
  queryTib: 6.25,
  /** Active logical storage: for each GiB and month; the first 10 GiB are free. */
  storageGibMonth: 0.02,
} as const;
