import { uaExportOf } from '@propensity/warehouse-sql';
import { openEventExport } from './event-export-source.js';
import type { OpenLocalSource } from './local-source.js';

/** The day files of a Universal Analytics export. */
export const openUa: OpenLocalSource<'ua'> = (source, context) => {
  const { events = [], intraday = false } = source;
  return openEventExport(uaExportOf(source), { patterns: [events].flat(), intraday, form: {} }, context);
};
