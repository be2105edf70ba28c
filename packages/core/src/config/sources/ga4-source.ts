import { z } from 'zod';
import { exportDataset, exportFaults, exportPlaceFields } from './export-place.js';
import { ga4RowConditions, ga4RowsFields } from './ga4-rows.js';
import { ga4UserId } from './ga4-user-id.js';
import { sourceFields } from './source-fields.js';
import type { SourceMember } from './source-member.js';

const schema = z.strictObject({
  type: z.literal('ga4').default('ga4').describe('A Google Analytics 4 export.'),
  ...exportPlaceFields,
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
  saysConsent: true,
  analyticsIds({ userId = 'user_pseudo_id' }) {
    if (userId === 'user_pseudo_id') return 'client_id';
    // Of people and devices together it is not known which an id is.
    if (userId === 'user_id' || (userId.field === 'user_id' && userId.fallback === undefined)) return 'user_id';
    return undefined;
  },
  rowConditions: ga4RowConditions,
  faults: exportFaults({
    dataset: 'the data set of the GA4 export, such as "analytics_123456789"',
    files: 'export/events_*.parquet',
  }),
  dataset: exportDataset,
};
