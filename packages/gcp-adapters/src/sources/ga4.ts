import { ga4Export, ga4ExportOf } from '@propensity/warehouse-sql';
import type { BigQuerySourceType } from './bigquery-source.js';
import { openEventExport } from './event-export-source.js';
import { exportTables } from './export-tables.js';

/** The day tables of a GA4 export. */
export const ga4Source: BigQuerySourceType<'ga4'> = {
  tables: (source, gcp) => exportTables(source, gcp, ga4Export),
  open: (source, { dataset }, context) => {
    const { intraday = false, parameters } = source;
    const form = parameters === undefined ? {} : { parameters };
    return openEventExport(ga4ExportOf(source), { dataset, intraday, form }, context);
  },
};
