import { ga4Export, ga4ExportOf } from '@propensity/warehouse-sql';
import type { BigQuerySourceType } from './bigquery-source.js';
import { openEventExport } from './event-export-source.js';

/** The day tables of a GA4 export, in the data set of `gcp.eventsDataset`, or else of `source.events`. */
export const ga4Source: BigQuerySourceType<'ga4'> = {
  tables({ events }, { project, eventsDataset = String(events) }) {
    const dataset = eventsDataset.includes('.') ? eventsDataset : `${project}.${eventsDataset}`;
    return { dataset, names: ga4Export.days };
  },
  open: (source, { dataset }, context) => {
    const { intraday = false, parameters } = source;
    const form = parameters === undefined ? {} : { parameters };
    return openEventExport(ga4ExportOf(source), { dataset, intraday, form }, context);
  },
};
