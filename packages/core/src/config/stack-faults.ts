import { datasetOfProject } from './config-schema.js';

/**
 * What a stack needs beyond what every configuration has, checked on the input as it came, so that it is told together
 * with every other fault. One line per fault.
 */
export function stackFaults(input: unknown): string[] {
  const config = recordOf(input);
  const events = recordOf(config.source).events;
  if (config.stack === undefined || config.stack === 'local') {
    return events === undefined
      ? ['"source.events" is missing; expected a path or glob of day files, such as "export/events_*.parquet"']
      : [];
  }
  if (config.stack !== 'gcp') return [];
  if (config.gcp === undefined) {
    return ['"gcp" is missing; expected an object with project, dataset, eventsDataset, bucket and location'];
  }
  if (recordOf(config.gcp).eventsDataset !== undefined || datasetOfProject.safeParse(events).success) return [];
  return ['"gcp.eventsDataset" is missing; expected the data set of the GA4 export, such as "analytics_123456789"'];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
