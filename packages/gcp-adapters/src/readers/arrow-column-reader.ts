import type { BigQueryReadClient } from '@google-cloud/bigquery-storage';
import { type Column, PropensityError } from '@propensity/core';
import { tableFromIPC, type Vector } from 'apache-arrow';
import { ColumnFiller } from './column-filler.js';
import type { ColumnSource } from './rest-column-reader.js';

/** Streams that are read at the same time. */
const MAX_STREAMS = 4;
/** How often a stream is taken up again where it broke off. */
const MAX_RESUMES = 5;
/** gRPC's codes of ABORTED, CANCELLED, DEADLINE_EXCEEDED, INTERNAL, RESOURCE_EXHAUSTED and UNAVAILABLE. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([10, 1, 4, 13, 8, 14]);

/** Reads a table into columns through the Storage Read API, as Arrow, in parallel streams. */
export async function readColumnsByArrow(client: BigQueryReadClient, source: ColumnSource): Promise<Column[]> {
  const { projectId, datasetId, tableId } = source.table;
  const names = ['position', ...source.requests.map(({ name }) => name)];
  const [session] = await client.createReadSession({
    parent: `projects/${projectId}`,
    readSession: {
      table: `projects/${projectId}/datasets/${datasetId}/tables/${tableId}`,
      dataFormat: 'ARROW',
      readOptions: { selectedFields: names },
    },
    maxStreamCount: MAX_STREAMS,
  });
  const schema = bytesOf(session.arrowSchema?.serializedSchema);
  const filler = new ColumnFiller(source.requests, source.rowCount);
  const fill = (batch: Uint8Array) => {
    const table = tableFromIPC(Buffer.concat([schema, batch]));
    fillFrom(
      filler,
      names.map((name) => table.getChild(name)!),
    );
  };
  await Promise.all((session.streams ?? []).map(({ name }) => readStream(client, name ?? '', fill)));
  return filler.finish();
}

function fillFrom(filler: ColumnFiller, [positions, ...cells]: readonly Vector[]): void {
  const rows = Int32Array.from(positions!, Number);
  for (const row of rows) filler.claim(row);
  for (const [column, vector] of cells.entries()) {
    let index = 0;
    for (const value of vector) filler.set(column, rows[index++]!, typeof value === 'bigint' ? Number(value) : value);
  }
}

/** Gives every record batch of a stream to `fill`, once, taking the stream up again where it broke off. */
async function readStream(client: BigQueryReadClient, name: string, fill: (batch: Uint8Array) => void): Promise<void> {
  let offset = 0;
  for (let resumes = 0; ; ) {
    try {
      for await (const response of client.readRows({ readStream: name, offset })) {
        fill(bytesOf(response.arrowRecordBatch?.serializedRecordBatch));
        offset += Number(response.rowCount);
        resumes = 0;
      }
      return;
    } catch (error) {
      const passing = PASSING_CODES.has((error as { code?: unknown }).code) && !PropensityError.is(error);
      if (!passing || ++resumes > MAX_RESUMES) throw error;
    }
  }
}

function bytesOf(bytes: Uint8Array | string | null | undefined): Uint8Array {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : (bytes ?? new Uint8Array());
}
