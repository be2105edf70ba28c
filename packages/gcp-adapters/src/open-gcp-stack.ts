import { randomUUID } from 'node:crypto';
import {
  type JobSettings,
  type Ports,
  type Progress,
  type PropensityConfig,
  PropensityError,
  settingsOf,
} from '@propensity/core';
import { featureCatalogue } from '@propensity/warehouse-sql';
import { BigQueryApi } from './bigquery-api.js';
import { BigQueryEvaluationStore } from './bigquery-evaluation-store.js';
import { BigQueryEventSource } from './bigquery-event-source.js';
import { BigQueryExport } from './bigquery-export.js';
import { BigQueryFeatureSnapshots } from './bigquery-feature-snapshots.js';
import { BigQueryFlatEvents } from './bigquery-flat-events.js';
import { BigQueryJobs } from './bigquery-jobs.js';
import { BigQueryModelRegistry } from './bigquery-model-registry.js';
import { BigQueryPredictionStore } from './bigquery-prediction-store.js';
import { BigQueryWarehouse } from './bigquery-warehouse.js';
import { ColumnReader } from './column-reader.js';
import { GcsArtifactStore } from './gcs-artifact-store.js';
import { openClients } from './open-clients.js';
import { openReadClient } from './open-read-client.js';

export interface GcpStackOptions {
  readonly progress: Progress;
  readonly clock: () => number;
  readonly codeVersion: string;
}

export interface GcpStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/**
 * The stack on Google Cloud: BigQuery and Cloud Storage. Nothing is sent before something is asked of it.
 * @throws PropensityError `usage` errors of the configuration and the feature options
 */
export function openGcpStack(config: PropensityConfig, options: GcpStackOptions): GcpStack {
  const { progress, clock } = options;
  const settings = settingsOf(config, options.codeVersion);
  const gcp = gcpOf(config);
  const clients = openClients(gcp);
  const api = new BigQueryApi({ client: clients.bigquery, authorise: clients.authoriseBigQuery });
  const jobs = new BigQueryJobs({ api, config: gcp, progress });
  const warehouse = new BigQueryWarehouse({ api, jobs, project: gcp.project, dataset: gcp.dataset });
  const reader = new ColumnReader({ api, openReadClient: () => openReadClient(gcp), progress });
  const catalogue = featureCatalogue({ lookbackDays: config.lookbackDays, features: config.features });
  const exported = new BigQueryExport({ warehouse, dataset: eventsDatasetOf(config) });
  const events = new BigQueryEventSource(warehouse, exported, settings);
  const flatEvents = new BigQueryFlatEvents({
    warehouse,
    export: exported,
    timeZone: settings.timeZone,
    features: catalogue,
  });
  const snapshots = new BigQueryFeatureSnapshots({ warehouse, events, flatEvents, reader, catalogue, settings });
  const ports: Ports = {
    events,
    snapshots,
    artifacts: new GcsArtifactStore({
      storage: clients.storage,
      bucket: gcp.bucket,
      authorise: clients.authoriseStorage,
    }),
    registry: new BigQueryModelRegistry(warehouse),
    predictions: new BigQueryPredictionStore(warehouse, snapshots, () => randomUUID().replaceAll('-', '')),
    evaluations: new BigQueryEvaluationStore(warehouse),
    progress,
    begin: (run) => {
      jobs.begin(run);
      warehouse.forget();
      flatEvents.forget();
    },
    clock,
  };
  return { ports, settings, close: () => reader.close() };
}

/** What the configuration says of Google Cloud. */
function gcpOf({ gcp }: PropensityConfig) {
  if (gcp !== undefined) return gcp;
  throw new PropensityError('invalid_config', '"gcp" is missing in the configuration.', {
    kind: 'usage',
    hint: 'Give it project, dataset, eventsDataset, bucket and location.',
  });
}

/** `project.dataset` of the export. */
function eventsDatasetOf(config: PropensityConfig): string {
  const { project, eventsDataset = String(config.source.events) } = gcpOf(config);
  return eventsDataset.includes('.') ? eventsDataset : `${project}.${eventsDataset}`;
}
