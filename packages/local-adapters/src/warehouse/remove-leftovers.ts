import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_DRAFT } from '../erasure/forget-key.js';
import { HELD_COPY } from '../serving/copy-held-warehouse.js';
import { SERVING_DRAFT } from '../serving/serving-file-path.js';
import { ARTIFACT_DRAFT } from '../stores/file-artifact-store.js';
import { DRAFT_FILE } from './create-warehouse-file.js';
import { SCRATCH_FILE } from './scratch-database.js';
import { UNBORN_FILE } from './unborn-file.js';

/** What DuckDB makes for what does not fit into memory. */
const SPILL_FOLDER = /^warehouse\.duckdb\.tmp$/;

const LEFT_BESIDE = [SCRATCH_FILE, SPILL_FOLDER, DRAFT_FILE, UNBORN_FILE, SERVING_DRAFT, HELD_COPY, KEY_DRAFT];

/**
 * Removes what killed processes have left in a stack's folder. To be called by who holds the warehouse and has made nothing
 * yet: of the files that such processes make, none can then be somebody's who still runs.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  await removeMatching(folder, LEFT_BESIDE);
  await removeMatching(join(folder, 'models'), [ARTIFACT_DRAFT]);
}

async function removeMatching(folder: string, patterns: readonly RegExp[]): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (patterns.some((pattern) => pattern.test(name))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
