import type { GcpConfig } from '@propensity/core/config';
import type { EventExport } from '@propensity/warehouse-sql';
import type { SourceTables } from './bigquery-source.js';

/** The day tables of an export of events: in the data set of `gcp.eventsDataset`, or else of `source.events`. */
export function exportTables(
  { events }: { readonly events?: string | readonly string[] | undefined },
  { project, eventsDataset = String(events) }: GcpConfig,
  { days: names }: Pick<EventExport, 'days'>,
): SourceTables {
  return { dataset: eventsDataset.includes('.') ? eventsDataset : `${project}.${eventsDataset}`, names };
}
