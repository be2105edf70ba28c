import { daysOfPath } from '../days/days-of-path.js';
import type { DayNames } from '../event-export.js';

/** Google's names of days: tables `events_YYYYMMDD`, and files named after them. */
export const GA4_DAYS: DayNames = {
  tablePrefix: 'events_',
  unfinishedPrefixes: { intraday: 'events_intraday_', fresh: 'events_fresh_' },
  daysOfFile: daysOfPath,
};
