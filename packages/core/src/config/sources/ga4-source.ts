import { z } from 'zod';
import { datasetOfProject } from '../dataset-names.js';
import { sourceFields } from './source-fields.js';
import type { SourceMember, UncheckedConfig } from './source-member.js';

const schema = z.strictObject({
  type: z.literal('ga4').default('ga4').describe('A Google Analytics 4 export.'),
  events: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe(
      'Day files of the export (Parquet, NDJSON or .json.gz) as a path or glob, relative to this file; gcp: a data set.',
    ),
  ...sourceFields,
});

/** The export of a Google Analytics 4 property. It is also what a source without a type is. */
export const ga4Source: SourceMember<typeof schema> = { schema, location: ['events'], faults, dataset };

function dataset({ events }: UncheckedConfig, { eventsDataset = events }: UncheckedConfig): unknown {
  return eventsDataset;
}

function faults({ events }: UncheckedConfig, { stack, gcp }: UncheckedConfig): string[] {
  if (stack === 'gcp') {
    const { eventsDataset } = gcp as UncheckedConfig;
    return eventsDataset !== undefined || datasetOfProject.safeParse(events).success
      ? []
      : ['"gcp.eventsDataset" is missing; expected the data set of the GA4 export, such as "analytics_123456789"'];
  }
  return events === undefined
    ? ['"source.events" is missing; expected a path or glob of day files, such as "export/events_*.parquet"']
    : [];
}
