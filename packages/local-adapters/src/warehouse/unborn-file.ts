import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HEADER_BYTES, HEADERS_BYTES, headersOf } from './file-headers.js';

const MAGIC_AT = 8;
const MAGIC = Buffer.from('DUCK');

/** The names that `removeUnborn` uses, for when it is killed. */
export const UNBORN_FILE = /^warehouse\.duckdb\.\d+\.unborn$/;

/**
 * Whether a file that DuckDB cannot open is one whose making was cut short: no more than the beginning of the headers of
 * an empty database, and nothing beside it that says that there has been more. Such a file holds nothing.
 */
export async function isUnborn(path: string): Promise<boolean> {
  const { size } = await stat(path);
  if (size > HEADERS_BYTES || (await sizeOf(`${path}.wal`)) > 0) return false;
  const bytes = await headersOf(path);
  if (!bytes.every((byte) => byte === 0) && !bytes.subarray(MAGIC_AT, MAGIC_AT + MAGIC.length).equals(MAGIC))
    return false;
  for (let start = HEADER_BYTES; start < size; start += HEADER_BYTES) {
    if (!isOfEmptyDatabase(bytes.subarray(start, start + HEADER_BYTES))) return false;
  }
  // Models are written long after the warehouse: where there are some, it has been cut off.
  return (await readdir(join(dirname(path), 'models')).catch(() => [])).length === 0;
}

/** A header after the first: checksum, iteration, then where the tables stand, which is nowhere (all bits set) before there are any. */
function isOfEmptyDatabase(header: Buffer): boolean {
  return header.length < 24 || header.readBigInt64LE(16) === -1n || header.every((byte) => byte === 0);
}

/**
 * Takes an unborn file away. Another process may have done so, and made a whole file, since this one looked: that one is
 * put back.
 * @param inode of the file that was looked at
 */
export async function removeUnborn(path: string, inode: number): Promise<void> {
  const aside = `${path}.${process.pid}.unborn`;
  await rename(path, aside);
  if ((await stat(aside)).ino === inode) await rm(aside);
  else await rename(aside, path);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
