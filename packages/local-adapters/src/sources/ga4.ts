import { ga4ExportOf } from '@propensity/warehouse-sql';
import { openEventExport } from './event-export-source.js';
import type { OpenLocalSource } from './local-source.js';

/** The day files of a GA4 export. */
export const openGa4: OpenLocalSource<'ga4'> = (source, context) => {
  const { events = [], intraday = false, parameters } = source;
  const form = parameters === undefined ? {} : { parameters };
  return openEventExport(ga4ExportOf(source), { patterns: [events].flat(), intraday, form }, context);
};
