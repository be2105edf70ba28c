export { BigQueryApi, type BigQueryApiOptions } from './bigquery-api.js';
export { BigQueryJobs, type BigQueryJobsOptions } from './bigquery-jobs.js';
export { GcsArtifactStore, type GcsArtifactStoreOptions } from './gcs-artifact-store.js';
export { type GcpClients, openClients } from './open-clients.js';
export { type GcpStack, type GcpStackOptions, openGcpStack } from './open-gcp-stack.js';
export type { BytesUsed, SqlJobs, SqlResult } from './sql-jobs.js';
export type { SqlParameter, Statement, TableReference } from './statement.js';
