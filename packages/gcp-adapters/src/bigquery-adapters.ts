import { randomUUID } from 'node:crypto';
import { type GcpConfig, type JobSettings, workDatasetOf } from '@propensity/core/config';
import type { SnapshotWindows } from '@propensity/core/ports';
import type { BigQueryApi } from './clients/bigquery-api.js';
import { BigQueryErasure } from './erasure/bigquery-erasure.js';
import type { ForgetKey } from './erasure/stored-forget-key.js';
import type { SqlJobs } from './jobs/sql-jobs.js';
import type { ColumnReader } from './readers/column-reader.js';
import { type ReadColumns, readColumnsByRest } from './readers/rest-column-reader.js';
import { BigQueryCurrentPredictions, type CurrentPredictions } from './serving/current-predictions.js';
import type { Serving } from './serving/open-serving.js';
import { BigQueryFeatureSnapshots } from './snapshots/bigquery-feature-snapshots.js';
import type { BigQuerySource } from './sources/bigquery-source.js';
import { BigQueryAlertStore } from './stores/bigquery-alert-store.js';
import { BigQueryEvaluationStore } from './stores/bigquery-evaluation-store.js';
import { BigQueryModelRegistry } from './stores/bigquery-model-registry.js';
import { BigQueryPredictionStore } from './stores/bigquery-prediction-store.js';
import { BigQueryScoreExports } from './stores/bigquery-score-exports.js';
import { BigQueryStoredState } from './stores/bigquery-stored-state.js';
import { BigQueryWarehouse } from './warehouse/bigquery-warehouse.js';

export interface BigQueryAdaptersOptions {
  readonly api: BigQueryApi;
  readonly jobs: SqlJobs;
  readonly reader: Pick<ColumnReader, 'read'>;
  /** Reads small results into columns; through the REST API when left out. */
  readonly readColumns?: ReadColumns;
  readonly config: Pick<GcpConfig, 'project' | 'dataset' | 'workDataset' | 'location'>;
  readonly settings: JobSettings;
  /** Of forgotten users; left out where nothing is run. */
  readonly forgetKey?: ForgetKey;
  /** The serving store, where there is one. */
  readonly serving?: (() => Serving) | undefined;
  /** Opens the source of the configuration over a warehouse. */
  readonly openSource: (warehouse: BigQueryWarehouse, settings: JobSettings) => BigQuerySource;
}

/** The adapters over BigQuery, which share one way of running statements. */
export interface BigQueryAdapters {
  readonly warehouse: BigQueryWarehouse;
  readonly source: BigQuerySource;
  readonly events: BigQuerySource['events'];
  readonly snapshots: BigQueryFeatureSnapshots;
  readonly registry: BigQueryModelRegistry;
  readonly predictions: BigQueryPredictionStore;
  /** What a serving store is filled from. */
  readonly current: CurrentPredictions;
  readonly evaluations: BigQueryEvaluationStore;
  readonly alerts: BigQueryAlertStore;
  readonly exports: BigQueryScoreExports;
  readonly stored: BigQueryStoredState;
  readonly erasure: BigQueryErasure;
  /** The adapters for other windows, over the same tables; the same ones until `forget`. */
  withWindows(windows: SnapshotWindows): BigQueryAdapters;
  /** Forgets what is known of tables: they expire, and days are written again. */
  forget(): void;
}

const newNonce = () => randomUUID().replaceAll('-', '');

/** Opens the adapters. */
export function bigqueryAdapters(options: BigQueryAdaptersOptions): BigQueryAdapters {
  const { api, jobs, reader, config, settings, forgetKey, serving, openSource } = options;
  const readColumns = options.readColumns ?? ((source) => readColumnsByRest(api, source));
  const { project, dataset, location } = config;
  const work = { dataset: workDatasetOf(config), location };
  const { retentionDays } = settings;
  const warehouse = new BigQueryWarehouse({ api, jobs, project, dataset, work, retentionDays, forgetKey });
  const source = openSource(warehouse, settings);
  const snapshots = new BigQueryFeatureSnapshots({ warehouse, rows: source.rows, reader, settings });
  const predictions = new BigQueryPredictionStore(warehouse, snapshots, reader, newNonce, readColumns, serving);
  const others = new Map<string, BigQueryAdapters>();
  return {
    warehouse,
    source,
    events: source.events,
    snapshots,
    registry: new BigQueryModelRegistry(warehouse),
    predictions,
    current: new BigQueryCurrentPredictions(warehouse, predictions),
    evaluations: new BigQueryEvaluationStore(warehouse),
    alerts: new BigQueryAlertStore(warehouse),
    exports: new BigQueryScoreExports(warehouse, reader, newNonce, source.consent),
    stored: new BigQueryStoredState(warehouse),
    erasure: new BigQueryErasure(warehouse, source),
    withWindows({ lookbackDays, horizonDays }) {
      const key = `${lookbackDays} ${horizonDays}`;
      const known = others.get(key);
      if (known !== undefined) return known;
      const made = bigqueryAdapters({ ...options, settings: { ...settings, lookbackDays, horizonDays } });
      others.set(key, made);
      return made;
    },
    forget() {
      others.clear();
      warehouse.forget();
      source.forget();
    },
  };
}
