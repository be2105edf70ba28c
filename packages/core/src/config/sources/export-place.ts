import { z } from 'zod';
import { datasetOfProject } from '../dataset-names.js';
import type { UncheckedConfig } from './source-member.js';

/** Where the days of an export of Google Analytics are, as a configuration writes it. */
export const exportPlaceFields = {
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
};

/** The data set that an export is read from on Google Cloud. */
export function exportDataset({ events }: UncheckedConfig, { eventsDataset = events }: UncheckedConfig): unknown {
  return eventsDataset;
}

/**
 * Says where an export is missing in a configuration.
 * @param expected what a message asks for: a data set in words, and a glob of day files
 */
export function exportFaults(expected: {
  readonly dataset: string;
  readonly files: string;
}): (source: UncheckedConfig, config: UncheckedConfig) => string[] {
  return ({ events }, { stack, gcp }) => {
    if (stack === 'gcp') {
      const { eventsDataset } = gcp as UncheckedConfig;
      return eventsDataset !== undefined || datasetOfProject.safeParse(events).success
        ? []
        : [`"gcp.eventsDataset" is missing; expected ${expected.dataset}`];
    }
    return events === undefined
      ? [`"source.events" is missing; expected a path or glob of day files, such as "${expected.files}"`]
      : [];
  };
}
