import { testClients } from '../servers/test-clients.js';
import type { TestServers } from '../servers/test-servers.js';

/** What the names of the data sets that the tests of a run share begin with. */
export function sharedPrefix({ run }: TestServers): string {
  return `analytics_shared_${run}_`;
}

/** Removes what the tests of a run have shared. */
export async function removeSharedExports(servers: TestServers): Promise<void> {
  const [datasets] = await testClients(servers).bigquery.getDatasets();
  for (const dataset of datasets)
    if (dataset.id!.startsWith(sharedPrefix(servers))) await dataset.delete({ force: true });
}
