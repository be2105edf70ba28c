import type { BigQueryReadClient } from '@google-cloud/bigquery-storage';
import { silentProgress } from '@propensity/core/ports';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { afterEach, describe, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { openReadClient } from '../../src/clients/open-read-client.js';
import { ColumnReader } from '../../src/readers/column-reader.js';
import { type FakeBigQuery, fakeBigQuery } from '../support/fake-bigquery.js';

const SOURCE = {
  table: { projectId: 'p', datasetId: 'd', tableId: 't' },
  requests: [{ name: 'n', kind: 'numeric' }],
  rowCount: 6,
} as const;
const EXPECTED = [{ kind: 'numeric', values: Float64Array.from([0, 10, 20, 30, 40, 50]) }];

let rest: FakeBigQuery;
afterEach(() => rest.close());

/** A fault of gRPC. */
const fault = (code: number) => Object.assign(new Error(`code ${code}`), { code });

/** A stream of two rows a response, which breaks before those responses (counted over all calls) that `breaks` names. */
function readClient(breaks: ReadonlyMap<number, number>, asked: number[] = []): BigQueryReadClient {
  let responses = 0;
  const client = {
    createReadSession: async () => [{ streams: [{ name: 's' }], arrowSchema: { serializedSchema: new Uint8Array() } }],
    async *readRows({ offset }: { offset: number }) {
      asked.push(offset);
      for (let start = offset; start < SOURCE.rowCount; start += 2) {
        const code = breaks.get(responses++);
        if (code !== undefined) throw fault(code);
        const position = Int32Array.from([start, start + 1]);
        const batch = tableFromArrays({ position, n: Float64Array.from(position, (row) => row * 10) });
        yield { rowCount: 2, arrowRecordBatch: { serializedRecordBatch: tableToIPC(batch, 'stream') } };
      }
    },
    close: async () => {},
  };
  return client as unknown as BigQueryReadClient;
}

async function open(client: BigQueryReadClient | null, warnings: string[] = []): Promise<ColumnReader> {
  rest = await fakeBigQuery(({ query }) => {
    const start = Number(query.get('startIndex'));
    // Fewer rows than were asked for, as the service does when they are long.
    const rows = Array.from({ length: Math.min(2, SOURCE.rowCount - start) }, (_, i) => start + i);
    return { body: { rows: rows.map((row) => ({ f: [{ v: String(row) }, { v: String(row * 10) }] })) } };
  });
  const { bigquery, authoriseBigQuery } = openClients({ project: 'p', apiEndpoint: rest.url });
  return new ColumnReader({
    api: new BigQueryApi({ client: bigquery, authorise: authoriseBigQuery }),
    openReadClient: async () => client,
    progress: { ...silentProgress, warn: (text) => warnings.push(text) },
  });
}

describe('ColumnReader', () => {
  it('takes a stream up where it broke off', async () => {
    const asked: number[] = [];
    const reader = await open(
      readClient(
        new Map([
          [1, 14],
          [3, 13],
        ]),
        asked,
      ),
    );
    expect(await reader.read(SOURCE)).toEqual(EXPECTED);
    expect(asked).toEqual([0, 2, 4]);
    expect(rest.sent).toEqual([]);
  });

  it('gives up on a stream that breaks off again and again', async () => {
    const always = new Map(Array.from({ length: 20 }, (_, response) => [response, 14] as const));
    const reader = await open(readClient(always));
    await expect(reader.read(SOURCE)).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  it.each([7, 12, 16])('reads through REST where the Read API refuses with %i, and says so once', async (code) => {
    const warnings: string[] = [];
    const reader = await open(readClient(new Map([[0, code]])), warnings);
    expect(await reader.read(SOURCE)).toEqual(EXPECTED);
    expect(await reader.read(SOURCE)).toEqual(EXPECTED);
    expect(warnings).toEqual([expect.stringContaining('roles/bigquery.readSessionUser')]);
    expect(rest.sent.map(({ query }) => query.get('startIndex'))).toEqual(['0', '2', '4', '0', '2', '4']);
  });

  it('refuses rows that are not all there', async () => {
    const reader = await open(null);
    await expect(reader.read({ ...SOURCE, rowCount: 7 })).rejects.toMatchObject({ code: 'rows_damaged' });
  });
});

describe('openReadClient', () => {
  it('uses no Read API where it is off, and none that another endpoint does not name', async () => {
    rest = await fakeBigQuery(() => ({}));
    expect(await openReadClient({ project: 'p', readApi: 'off' })).toBeNull();
    expect(await openReadClient({ project: 'p', readApi: 'auto', apiEndpoint: rest.url })).toBeNull();
  });
});
