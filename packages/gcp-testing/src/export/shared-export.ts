import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_LOCATION, testClients } from '../servers/test-clients.js';
import type { TestServers } from '../servers/test-servers.js';
import { loadDayTables } from './load-day-tables.js';
import { sharedPrefix } from './remove-shared-exports.js';

const LONGEST_LOAD_MS = 110_000;
const ASK_AGAIN_MS = 200;
const LOADED = { loaded: 'yes' };

/**
 * The data set of an export that every test of this run may read and none may change. The first that asks a server for it loads
 * it; the others find it there, or wait for it.
 * @param name of the export: one name, one content
 * @param writeFiles writes the day files into an empty folder, and gives their paths
 */
export async function sharedExport(
  servers: TestServers,
  name: string,
  writeFiles: (folder: string) => Promise<readonly string[]>,
): Promise<string> {
  const { bigquery } = testClients(servers);
  const id = `${sharedPrefix(servers)}${name}`;
  const dataset = bigquery.dataset(id);
  for (const until = Date.now() + LONGEST_LOAD_MS; Date.now() < until; await sleep(ASK_AGAIN_MS)) {
    // Of several that create it at once, one does.
    const isMine = await bigquery.createDataset(id, { location: TEST_LOCATION }).then(
      () => true,
      (error: { readonly code?: number }) => {
        if (error.code === 409) return false;
        throw error;
      },
    );
    if (isMine) break;
    const [{ labels }] = await dataset.getMetadata();
    if (labels?.loaded === LOADED.loaded) return id;
  }
  const folder = await mkdtemp(join(tmpdir(), 'propensity-shared-export-'));
  try {
    await loadDayTables(bigquery, id, await writeFiles(folder));
    await dataset.setMetadata({ labels: LOADED });
    return id;
  } catch (error) {
    // Whoever waits loads it.
    await dataset.delete({ force: true });
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
