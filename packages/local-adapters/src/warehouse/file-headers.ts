import { open } from 'node:fs/promises';

/** DuckDB begins a file with three headers of this size; data comes after them. */
export const HEADER_BYTES = 4096;
export const HEADERS_BYTES = 3 * HEADER_BYTES;

/** The headers of a DuckDB file, as far as there are any: which of its blocks belong to its last checkpoint. */
export async function headersOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADERS_BYTES), 0, HEADERS_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
