import { dayOfSuffix } from '@propensity/core/windows';
import type { DayNames } from '../event-export.js';

/** `events_20210131.parquet`, and BigQuery's shards `events_20210131_000000000001.parquet`. */
const DAY_FILE = /(?:^|[^0-9])(\d{8})(?:[_-]\d{1,12})?\.(?:parquet|json|ndjson|jsonl)(?:\.gz)?$/i;
/** Tables that Google still writes to, and BigQuery's fresh ones. */
const UNFINISHED = /intraday|fresh/i;

/** Google's names of days: tables `events_YYYYMMDD`, and files named after them. */
export const GA4_DAYS: DayNames = {
  tablePrefix: 'events_',
  dayOfFile: (baseName) => (UNFINISHED.test(baseName) ? 'unfinished' : dayOfSuffix(DAY_FILE.exec(baseName)?.[1] ?? '')),
};
