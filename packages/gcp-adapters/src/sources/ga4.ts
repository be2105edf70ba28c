import { ga4Export, ga4ExportIn } from '@propensity/warehouse-sql';
import type { BigQuerySourceType } from './bigquery-source.js';
import { openEventExport } from './event-export-source.js';

/** The day tables of a GA4 export, in the data set of `gcp.eventsDataset`, or else of `source.events`. */
export const ga4Source: BigQuerySourceType<'ga4'> = {
  tables({ events }, { project, eventsDataset = String(events) }) {
    const dataset = eventsDataset.includes('.') ? eventsDataset : `${project}.${eventsDataset}`;
    return { dataset, names: ga4Export.days };
  },
  open: ({ intraday = false, parameters, currency }, { dataset }, context) =>
    openEventExport(
      ga4ExportIn(currency),
      { dataset, intraday, form: parameters === undefined ? {} : { parameters } },
      context,
    ),
};
