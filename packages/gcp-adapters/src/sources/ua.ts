import { uaExport, uaExportOf } from '@propensity/warehouse-sql';
import type { BigQuerySourceType } from './bigquery-source.js';
import { openEventExport } from './event-export-source.js';
import { exportTables } from './export-tables.js';

/** The day tables of a Universal Analytics export. */
export const uaSource: BigQuerySourceType<'ua'> = {
  tables: (source, gcp) => exportTables(source, gcp, uaExport),
  open: (source, { dataset }, context) =>
    openEventExport(uaExportOf(source), { dataset, intraday: source.intraday ?? false, form: {} }, context),
};
