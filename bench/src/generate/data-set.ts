import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeUsers } from './generate-command.js';

const SEED = 20261124;

/** Path of the data set of this many users in the cache, written when it is not there. */
export async function dataSet(cache: string, nRows: number): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `users-${nRows}-${SEED}.csv`);
  if (!existsSync(path)) await writeUsers(path, { rows: nRows, seed: SEED });
  return path;
}
