import { BigQuery } from '@google-cloud/bigquery';
import { Storage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import type { TestServers } from './test-servers.js';

export const TEST_PROJECT = 'test-project';
export const TEST_LOCATION = 'EU';

/** Google's clients on the test servers, with no credential whatever the environment holds. */
export function testClients(servers: TestServers): { readonly bigquery: BigQuery; readonly storage: Storage } {
  const authClient = new PassThroughClient();
  const common = { projectId: TEST_PROJECT, authClient };
  const bigquery = new BigQuery({ ...common, apiEndpoint: servers.bigquery });
  const storage = new Storage({ ...common, apiEndpoint: servers.storage, useAuthWithCustomEndpoint: true });
  return { bigquery, storage };
}
