import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Trace } from '@propensity/core/ports';
import { ExclusiveQueue } from '../warehouse/exclusive-queue.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { LEAST_BYTES, needlesOf, searchBytes } from './search-bytes.js';
import { arePartsOfOthers } from './search-tables.js';

/** The files that the stack writes into its folder; what else is there is somebody else's. */
const OURS = /^(warehouse\.duckdb|predictions\.serving|scratch-|events-|forget\.key|models\/)/;

/**
 * Reads every byte of the files that the stack keeps in its folder. Ids of fewer than `LEAST_BYTES` bytes, and those that are a part of
 * another user's id, are found everywhere: they count as too common.
 */
export async function searchFolder(
  warehouse: LocalWarehouse,
  userIds: readonly string[],
): Promise<{
  readonly files: number;
  readonly bytes: number;
  readonly tooCommon: number;
  readonly found: readonly Trace[];
}> {
  const { folder } = warehouse.options;
  const long = userIds.filter((userId) => Buffer.byteLength(userId, 'utf8') >= LEAST_BYTES);
  if (long.length === 0) return { files: 0, bytes: 0, tooCommon: userIds.length, found: [] };
  const needles = needlesOf(long);
  const found: { readonly place: string; readonly userId: string; readonly occurrences: number }[] = [];
  // Closing a file that this process holds would give up its lock on some systems, and other work of this process is not to open it meanwhile.
  await warehouse.close();
  let bytes = 0;
  const files = await new ExclusiveQueue(warehouse.path).run(async () => {
    const paths = await filesOf(folder);
    for (const place of paths) {
      const counts = new Map<string, number>();
      bytes += await searchBytes(join(folder, place), needles, counts);
      for (const [userId, occurrences] of counts) found.push({ place, userId, occurrences });
    }
    return paths;
  });
  const suspects = [...new Set(found.map(({ userId }) => userId))];
  const parts = await arePartsOfOthers(warehouse, suspects);
  return {
    files: files.length,
    bytes,
    tooCommon: userIds.length - long.length + parts.size,
    found: found.filter(({ userId }) => !parts.has(userId)).map(({ place, occurrences }) => ({ place, occurrences })),
  };
}

/** Paths of our files below the folder, with slashes, in order. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => OURS.test(path))
    .sort();
}
