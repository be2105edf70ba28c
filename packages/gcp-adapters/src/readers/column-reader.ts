import type { BigQueryReadClient } from '@google-cloud/bigquery-storage';
import { type Column, PropensityError } from '@propensity/core';
import type { Progress } from '@propensity/core/ports';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { type ColumnSource, readColumnsByRest } from './rest-column-reader.js';

/** gRPC's codes of PERMISSION_DENIED, UNIMPLEMENTED and UNAUTHENTICATED: the Read API is not for us here. */
const NOT_FOR_US: ReadonlySet<unknown> = new Set([7, 12, 16]);

export interface ColumnReaderOptions {
  readonly api: BigQueryApi;
  /** Opens a client of the Storage Read API; null where there is none to use. Asked at the first read. */
  readonly openReadClient: () => Promise<BigQueryReadClient | null>;
  readonly progress: Progress;
}

/** Reads tables into columns: through the Storage Read API where it may be used, else through REST. Both give the same columns. */
export class ColumnReader {
  #client: Promise<BigQueryReadClient | null> | null = null;

  constructor(readonly options: ColumnReaderOptions) {}

  /** @throws PropensityError `rows_damaged`, `service_unavailable` */
  async read(source: ColumnSource): Promise<Column[]> {
    this.#client ??= this.options.openReadClient();
    const client = await this.#client;
    if (client !== null) {
      try {
        const { readColumnsByArrow } = await import('./arrow-column-reader.js');
        return await readColumnsByArrow(client, source);
      } catch (error) {
        if (!NOT_FOR_US.has((error as { code?: unknown }).code)) throw readFailed(error);
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

function readFailed(cause: unknown): PropensityError {
  if (PropensityError.is(cause)) return cause;
  return new PropensityError('service_unavailable', 'The Storage Read API did not give the rows.', {
    hint: 'Run again later, or set gcp.readApi to "off" to read through REST.',
    cause,
  });
}
