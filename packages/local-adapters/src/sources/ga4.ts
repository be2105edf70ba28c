import { ga4ExportIn } from '@propensity/warehouse-sql';
import { openEventExport } from './event-export-source.js';
import type { OpenLocalSource } from './local-source.js';

/** The day files of a GA4 export. */
export const openGa4: OpenLocalSource<'ga4'> = ({ events = [], intraday = false, parameters, currency }, context) =>
  openEventExport(
    ga4ExportIn(currency),
    { patterns: [events].flat(), intraday, form: parameters === undefined ? {} : { parameters } },
    context,
  );
