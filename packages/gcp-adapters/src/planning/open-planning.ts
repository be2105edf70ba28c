import type { WarehouseTraining } from '@propensity/core/ports';
import { type BigQueryAdapters, type BigQueryAdaptersOptions, bigqueryAdapters } from '../bigquery-adapters.js';
import type { SourceTables } from '../sources/bigquery-source.js';
import { BigQueryWarehouseTraining } from '../training/bigquery-warehouse-training.js';
import { metadataAnswer } from './metadata-answers.js';
import { PlannedTraining } from './planned-training.js';
import { PlanningApi } from './planning-api.js';
import { PlanningJobs } from './planning-jobs.js';
import type { PlannedArtifacts } from './planning-ports.js';
import { standInColumns } from './stand-in-columns.js';

/** What one plan is made with. */
export interface Planning {
  readonly adapters: BigQueryAdapters;
  readonly training: WarehouseTraining;
  readonly jobs: PlanningJobs;
  readonly written: PlannedArtifacts;
}

export type PlanningOptions = Omit<BigQueryAdaptersOptions, 'jobs' | 'reader' | 'readColumns' | 'serving'> & {
  readonly source: SourceTables;
  /** As of a training that is run. */
  readonly training: Pick<WarehouseTraining, 'memory'> & { readonly mostFeatures: number };
};

/** Adapters for one plan: they build their statements as ever, read metadata, and have nothing run. */
export function openPlanning({ source, training, ...options }: PlanningOptions): Planning {
  const api = new PlanningApi(options.api.options);
  const written: PlannedArtifacts = new Map();
  const jobs = new PlanningJobs({
    decide: (on) => metadataAnswer(on, { ...options.config, api, source }),
    isStandIn: (model) => written.has(`${model}.json`),
  });
  const readColumns: BigQueryAdaptersOptions['readColumns'] = async ({ requests, rowCount }) =>
    standInColumns(requests, rowCount);
  const reader = { read: readColumns };
  const adapters = bigqueryAdapters({ ...options, api, jobs, reader, readColumns });
  const { warehouse } = adapters;
  const { settings } = options;
  return {
    adapters,
    training: new PlannedTraining(new BigQueryWarehouseTraining({ ...training, warehouse, reader, settings }), jobs),
    jobs,
    written,
  };
}
