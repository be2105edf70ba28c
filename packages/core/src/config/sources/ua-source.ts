import { z } from 'zod';
import { conditionSchema } from '../../question/condition.js';
import { exportDataset, exportFaults, exportPlaceFields } from './export-place.js';
import { sourceFields } from './source-fields.js';
import type { SourceMember } from './source-member.js';
import { uaUserId } from './ua-user-id.js';

const schema = z.strictObject({
  type: z.literal('ua').describe('A Universal Analytics export: a row per session, with its hits nested.'),
  ...exportPlaceFields,
  userId: uaUserId,
  where: z
    .array(conditionSchema)
    .min(1)
    .optional()
    .describe('Only hits for which all of these hold are read: one rule for features, labels and population.'),
  ...sourceFields,
});

/** The BigQuery export of a Universal Analytics view. */
export const uaSource: SourceMember<typeof schema> = {
  schema,
  location: ['events'],
  defaultUserId: 'fullVisitorId',
  // A data set is named after the view, by a number.
  isNamedSo: (place) => /ga_sessions/i.test(place) || /^(?:[^/]*\.)?\d+$/.test(place),
  rowConditions: ({ where = [] }) => where,
  faults: exportFaults({
    dataset: 'the data set of the Universal Analytics export, named after the view, such as "123456789"',
    files: 'export/ga_sessions_*.parquet',
  }),
  dataset: exportDataset,
};
