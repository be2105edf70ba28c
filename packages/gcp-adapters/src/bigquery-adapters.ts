import { randomUUID } from 'node:crypto';
import type { GcpConfig, JobSettings } from '@propensity/core';
import type { Feature } from '@propensity/warehouse-sql';
import type { BigQueryApi } from './clients/bigquery-api.js';
import { BigQueryEventSource } from './export/bigquery-event-source.js';
import { BigQueryExport } from './export/bigquery-export.js';
import { BigQueryFlatEvents } from './export/bigquery-flat-events.js';
import type { SqlJobs } from './jobs/sql-jobs.js';
import type { ColumnReader } from './readers/column-reader.js';
import { type ReadColumns, readColumnsByRest } from './readers/rest-column-reader.js';
import { BigQueryFeatureSnapshots } from './snapshots/bigquery-feature-snapshots.js';
import { BigQueryEvaluationStore } from './stores/bigquery-evaluation-store.js';
import { BigQueryModelRegistry } from './stores/bigquery-model-registry.js';
import { BigQueryPredictionStore } from './stores/bigquery-prediction-store.js';
import { BigQueryWarehouse } from './warehouse/bigquery-warehouse.js';

export interface BigQueryAdaptersOptions {
  readonly api: BigQueryApi;
  readonly jobs: SqlJobs;
  readonly reader: Pick<ColumnReader, 'read'>;
  /** Reads small results into columns; through the REST API when left out. */
  readonly readColumns?: ReadColumns;
  readonly config: Pick<GcpConfig, 'project' | 'dataset'>;
  /** `project.dataset` of the GA4 export. */
  readonly eventsDataset: string;
  readonly settings: JobSettings;
  readonly catalogue: readonly Feature[];
}

/** The adapters over BigQuery, which share one way of running statements. */
export type BigQueryAdapters = ReturnType<typeof bigqueryAdapters>;

const newNonce = () => randomUUID().replaceAll('-', '');

export function bigqueryAdapters(options: BigQueryAdaptersOptions) {
  const { api, jobs, reader, config, eventsDataset, settings, catalogue } = options;
  const readColumns = options.readColumns ?? ((source) => readColumnsByRest(api, source));
  const warehouse = new BigQueryWarehouse({ api, jobs, project: config.project, dataset: config.dataset });
  const exported = new BigQueryExport({ warehouse, dataset: eventsDataset });
  const events = new BigQueryEventSource(warehouse, exported, settings);
  const { timeZone } = settings;
  const flatEvents = new BigQueryFlatEvents({ warehouse, export: exported, timeZone, features: catalogue });
  const snapshots = new BigQueryFeatureSnapshots({ warehouse, events, flatEvents, reader, catalogue, settings });
  return {
    warehouse,
    events,
    snapshots,
    registry: new BigQueryModelRegistry(warehouse),
    predictions: new BigQueryPredictionStore(warehouse, snapshots, newNonce, readColumns),
    evaluations: new BigQueryEvaluationStore(warehouse),
    /** Forgets what is known of tables: they expire, and days are written again. */
    forget(): void {
      warehouse.forget();
      flatEvents.forget();
    },
  };
}
