export { BigQueryApi, type BigQueryApiOptions } from './clients/bigquery-api.js';
export { type GcpClients, openClients } from './clients/open-clients.js';
export { BigQueryEventSource } from './export/bigquery-event-source.js';
export { BigQueryExport, type BigQueryExportOptions } from './export/bigquery-export.js';
export { BigQueryFlatEvents, type FlatEventsOptions } from './export/bigquery-flat-events.js';
export { BigQueryJobs, type BigQueryJobsOptions } from './jobs/bigquery-jobs.js';
export type { BytesUsed, SqlJobs, SqlResult } from './jobs/sql-jobs.js';
export type { Statement, TableReference } from './jobs/statement.js';
export { type GcpStack, type GcpStackOptions, openGcpStack } from './open-gcp-stack.js';
export { ColumnReader, type ColumnReaderOptions } from './readers/column-reader.js';
export { type FirestoreServingOptions, FirestoreServingStore } from './serving/firestore-serving-store.js';
export { openFirestore } from './serving/open-firestore.js';
export {
  BigQueryFeatureSnapshots,
  type BigQueryFeatureSnapshotsOptions,
} from './snapshots/bigquery-feature-snapshots.js';
export { BigQueryAlertStore } from './stores/bigquery-alert-store.js';
export { BigQueryEvaluationStore } from './stores/bigquery-evaluation-store.js';
export { BigQueryModelRegistry } from './stores/bigquery-model-registry.js';
export { BigQueryPredictionStore } from './stores/bigquery-prediction-store.js';
export { GcsArtifactStore, type GcsArtifactStoreOptions } from './stores/gcs-artifact-store.js';
export { BigQueryWarehouse, type BigQueryWarehouseOptions } from './warehouse/bigquery-warehouse.js';
