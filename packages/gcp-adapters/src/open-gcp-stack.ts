import { PropensityError } from '@propensity/core';
import { type JobSettings, type PropensityConfig, settingsOf } from '@propensity/core/config';
import type { Ports, Progress, WindowedPorts } from '@propensity/core/ports';
import { type BigQueryAdapters, bigqueryAdapters } from './bigquery-adapters.js';
import { BigQueryApi } from './clients/bigquery-api.js';
import { openClients } from './clients/open-clients.js';
import { openReadClient } from './clients/open-read-client.js';
import { StoredForgetKey } from './erasure/stored-forget-key.js';
import { GcpInspection } from './inspection/gcp-inspection.js';
import { bytesOfSize } from './inspection/memory-check.js';
import { BigQueryJobs } from './jobs/bigquery-jobs.js';
import { GcpStatementPlan } from './planning/gcp-statement-plan.js';
import { openPlanning } from './planning/open-planning.js';
import { ColumnReader } from './readers/column-reader.js';
import { openServing, type Serving } from './serving/open-serving.js';
import { servedErasure } from './serving/served-erasure.js';
import { servedState } from './serving/served-state.js';
import { bigQuerySourceType } from './sources/bigquery-sources.js';
import { GcsArtifactStore } from './stores/gcs-artifact-store.js';
import { GcsReportStore } from './stores/gcs-report-store.js';
import { BigQueryWarehouseTraining } from './training/bigquery-warehouse-training.js';
import type { BigQueryWarehouse } from './warehouse/bigquery-warehouse.js';

export interface GcpStackOptions {
  readonly progress: Progress;
  readonly clock: () => number;
  readonly codeVersion: string;
}

export interface GcpStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Does ahead of the first lookup what it would have to wait for. */
  readonly prepareLookups?: (() => Promise<void>) | undefined;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/**
 * The stack on Google Cloud: BigQuery and Cloud Storage. Nothing is sent before the stack is used.
 * @throws PropensityError `unsupported_source`, `usage` errors of the configuration and the feature options
 */
export function openGcpStack(config: PropensityConfig, options: GcpStackOptions): GcpStack {
  const { progress, clock } = options;
  const settings = settingsOf(config, options.codeVersion);
  const gcp = gcpOf(config);
  const clients = openClients(gcp);
  const api = new BigQueryApi({ client: clients.bigquery, authorise: clients.authoriseBigQuery });
  const jobs = new BigQueryJobs({ api, config: gcp, progress });
  const reader = new ColumnReader({ api, openReadClient: () => openReadClient(gcp), progress });
  const sourceType = bigQuerySourceType(config.source);
  const tables = sourceType.tables(config.source, gcp);
  const shared = {
    api,
    config: gcp,
    settings,
    openSource: (warehouse: BigQueryWarehouse, settings: JobSettings) =>
      sourceType.open(config.source, tables, { config, settings, warehouse }),
  };
  const { storage, authoriseStorage } = clients;
  const artifacts = new GcsArtifactStore({ storage, bucket: gcp.bucket, authorise: authoriseStorage });
  // The store reads what the adapters publish to it.
  let serving: Serving | undefined;
  const adapters = bigqueryAdapters({
    ...shared,
    jobs,
    reader,
    forgetKey: new StoredForgetKey(artifacts),
    serving: gcp.serving && (() => serving!),
  });
  if (gcp.serving !== undefined) {
    serving = openServing({ config: gcp, serving: gcp.serving, predictions: adapters.current, progress });
  }
  const { registry, evaluations, alerts, exports, stored } = adapters;
  const erasure = serving === undefined ? adapters.erasure : servedErasure(adapters.erasure, serving.store);
  const portsOf = ({ events, snapshots, predictions, source, warehouse }: BigQueryAdapters): WindowedPorts => ({
    events,
    snapshots,
    predictions,
    inspection: new GcpInspection({
      api,
      config: gcp,
      source,
      work: warehouse.work,
      dataset: tables.dataset,
      storage,
      authoriseStorage,
      serving: serving?.store,
    }),
  });
  const training = {
    memory: { bytes: bytesOfSize(gcp.functions.modelTraining.memory), of: 'the deployed function' },
    mostFeatures: adapters.source.rows.mostFeatures,
  };
  const ports: Ports = {
    ...portsOf(adapters),
    withWindows: (windows) => portsOf(adapters.withWindows(windows)),
    artifacts,
    registry,
    evaluations,
    alerts,
    exports,
    reports: new GcsReportStore({ storage, bucket: gcp.bucket, authorise: authoriseStorage }),
    stored: serving === undefined ? stored : servedState(stored, serving.store),
    erasure,
    ...(serving && { serving: serving.store }),
    training: new BigQueryWarehouseTraining({ ...training, warehouse: adapters.warehouse, reader, settings }),
    plan: new GcpStatementPlan({
      settings,
      dryRuns: { api, config: gcp },
      open: () => openPlanning({ ...shared, source: tables, training }),
      ports: { artifacts, clock },
    }),
    progress,
    begin: (run) => {
      jobs.begin(run);
      adapters.forget();
    },
    clock,
  };
  return {
    ports,
    settings,
    prepareLookups: serving && (() => serving.lookups.prepare()),
    async close() {
      await Promise.all([reader.close(), serving?.store.close()]);
    },
  };
}

/** What the configuration says of Google Cloud. */
function gcpOf({ gcp }: PropensityConfig) {
  if (gcp !== undefined) return gcp;
  throw new PropensityError('invalid_config', '"gcp" is missing in the configuration.', {
    kind: 'usage',
    hint: 'Give it project, dataset, eventsDataset, bucket and location.',
  });
}
