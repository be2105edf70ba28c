import { z } from 'zod';
import { datasetOfProject } from '../dataset-names.js';
import { ga4RowConditions, ga4RowsFields } from './ga4-rows.js';
import { ga4UserId } from './ga4-user-id.js';
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
  intraday: z
    .boolean()
    .optional()
    .describe(
      'true reads intraday tables, or files of them, for days that have no other; Google may still add to them. Recorded with every model.',
    ),
  parameters: z
    .record(z.string().min(1), z.string().min(1))
    .optional()
    .describe(
      'Where the export has no event_params, the column of each parameter, such as {"ga_session_id": "session_id"}.',
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "EUR"')
    .optional()
    .describe(
      'The currency that is added up, ISO 4217; US dollars, into which Analytics converts, when left out. Amounts in others are not known.',
    ),
  userId: ga4UserId,
  ...ga4RowsFields,
  ...sourceFields,
});

/** The export of a Google Analytics 4 property; also the default for a source without a type. */
export const ga4Source: SourceMember<typeof schema> = {
  schema,
  location: ['events'],
  defaultUserId: 'user_pseudo_id',
  rowConditions: ga4RowConditions,
  faults,
  dataset,
};

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
