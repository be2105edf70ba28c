import { type BigQueryAdapters, type BigQueryAdaptersOptions, bigqueryAdapters } from '../bigquery-adapters.js';
import type { SourceTables } from '../sources/bigquery-source.js';
import { metadataAnswer } from './metadata-answers.js';
import { PlanningApi } from './planning-api.js';
import { PlanningJobs } from './planning-jobs.js';
import type { PlannedArtifacts } from './planning-ports.js';
import { standInColumns } from './stand-in-columns.js';

/** What one plan is made with. */
export interface Planning {
  readonly adapters: BigQueryAdapters;
  readonly jobs: PlanningJobs;
  readonly written: PlannedArtifacts;
}

export type PlanningOptions = Omit<BigQueryAdaptersOptions, 'jobs' | 'reader' | 'readColumns' | 'serving'> & {
  readonly source: SourceTables;
};

/** Adapters for one plan: they build their statements as ever, read metadata, and have nothing run. */
export function openPlanning({ source, ...options }: PlanningOptions): Planning {
  const api = new PlanningApi(options.api.options);
  const written: PlannedArtifacts = new Map();
  const jobs = new PlanningJobs({
    decide: (on) => metadataAnswer(on, { ...options.config, api, source }),
    isStandIn: (model) => written.has(`${model}.json`),
  });
  const readColumns: BigQueryAdaptersOptions['readColumns'] = async ({ requests, rowCount }) =>
    standInColumns(requests, rowCount);
  return {
    adapters: bigqueryAdapters({ ...options, api, jobs, reader: { read: readColumns }, readColumns }),
    jobs,
    written,
  };
}
