import { daysOfPath } from '../days/days-of-path.js';
import type { DayNames } from '../event-export.js';

/** Google's names of days: tables `ga_sessions_YYYYMMDD`, and files named after them. */
export const UA_DAYS: DayNames = {
  tablePrefix: 'ga_sessions_',
  unfinishedPrefixes: { intraday: 'ga_sessions_intraday_' },
  daysOfFile: daysOfPath,
};
