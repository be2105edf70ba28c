import type { BigQueryReadClient } from '@google-cloud/bigquery-storage';
import { type Column, type GcpConfig, type Progress, PropensityError } from '@propensity/core';
import type { BigQueryApi } from './bigquery-api.js';
import { isLoopback } from './open-clients.js';
import { type ColumnSource, readColumnsByRest } from './rest-column-reader.js';

/** gRPC's codes of PERMISSION_DENIED, UNIMPLEMENTED and UNAUTHENTICATED: the Read API is not for us here. */
const NOT_FOR_US: ReadonlySet<unknown> = new Set([7, 12, 16]);

export interface ColumnReaderOptions {
  readonly api: BigQueryApi;
  readonly config: Pick<GcpConfig, 'project' | 'readApi' | 'apiEndpoint' | 'readApiEndpoint'>;
  readonly progress: Progress;
}

/**
 * Reads tables into columns: through the Storage Read API where the configuration and the account's rights allow it, else
 * through REST. Both give the same columns.
 */
export class ColumnReader {
  #client: Promise<BigQueryReadClient | null> | null = null;

  constructor(readonly options: ColumnReaderOptions) {}

  async read(source: ColumnSource): Promise<Column[]> {
    this.#client ??= openReadClient(this.options.config);
    const client = await this.#client;
    if (client !== null) {
      try {
        const { readColumnsByArrow } = await import('./arrow-column-reader.js');
        return await readColumnsByArrow(client, source);
      } catch (error) {
        if (PropensityError.is(error) || !NOT_FOR_US.has((error as { code?: unknown }).code)) throw readFailed(error);
        this.options.progress.warn(
          'The Storage Read API is not permitted here, so rows are read through REST, which is slower. ' +
            'Grant roles/bigquery.readSessionUser, or set gcp.readApi to "off".',
        );
        await this.close();
        this.#client = Promise.resolve(null);
      }
    }
    return readColumnsByRest(this.options.api, source);
  }

  async close(): Promise<void> {
    const client = await this.#client;
    this.#client = null;
    await client?.close();
  }
}

/** Null where the Read API is off, or unknown: another BigQuery endpoint says nothing about this one. */
async function openReadClient(config: ColumnReaderOptions['config']): Promise<BigQueryReadClient | null> {
  const { readApi, apiEndpoint, readApiEndpoint, project } = config;
  if (readApi === 'off' || (apiEndpoint !== undefined && readApiEndpoint === undefined)) return null;
  // gRPC takes a while to load, and most commands read no rows.
  const { BigQueryReadClient } = await import('@google-cloud/bigquery-storage');
  if (readApiEndpoint === undefined) return new BigQueryReadClient({ projectId: project });
  const { hostname, port } = new URL(`https://${readApiEndpoint}`);
  const endpoint = { projectId: project, apiEndpoint: hostname, port: Number(port || 443) };
  if (!isLoopback(`https://${readApiEndpoint}`)) return new BigQueryReadClient(endpoint);
  const { grpc } = await import('google-gax');
  return new BigQueryReadClient({ ...endpoint, sslCreds: grpc.credentials.createInsecure() });
}

function readFailed(cause: unknown): PropensityError {
  if (PropensityError.is(cause)) return cause;
  return new PropensityError('service_unavailable', 'The Storage Read API did not give the rows.', {
    hint: 'Run again later, or set gcp.readApi to "off" to read through REST.',
    cause,
  });
}
