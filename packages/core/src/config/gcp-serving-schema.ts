import { z } from 'zod';

/** Where predictions are published for lookups, beside BigQuery: see docs/serving.md. */
export const gcpServingSchema = z
  .strictObject({
    type: z.literal('firestore').describe('Firestore in native mode.'),
    database: z
      .string()
      .regex(/^(\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/, 'the id of a Firestore database, such as "(default)"')
      .default('(default)')
      .describe('Database of gcp.project.'),
    collection: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,99}$/, 'letters, digits, underscores and hyphens')
      .default('ma_predictions')
      .describe('Collection of the predictions; nothing else may be in it.'),
    endpoint: z
      .string()
      .regex(/^[\w.-]+:\d+$/, 'host:port')
      .optional()
      .describe('Another endpoint (gRPC); one on loopback is used without credentials.'),
  })
  .describe(
    'Predictions are published to this store too, and getProba looks up there; in BigQuery alone when left out. Every place that runs predictions needs the same.',
  );
