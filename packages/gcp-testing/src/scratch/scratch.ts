import { randomUUID } from 'node:crypto';
import { BigQuery } from '@google-cloud/bigquery';
import { Storage } from '@google-cloud/storage';
import type { GcpConfig } from '@propensity/core';
import { PassThroughClient } from 'google-auth-library';
import type { TestServers } from '../servers/test-servers.js';

export const TEST_PROJECT = 'test-project';
export const TEST_LOCATION = 'EU';

/** A test's own corner of the servers: two data sets and a bucket that nobody else uses, and Google's clients on them. */
export interface Scratch {
  /** For `gcp` in a configuration. */
  readonly gcp: GcpConfig;
  readonly bigquery: BigQuery;
  readonly storage: Storage;
  /** Removes the data sets and the bucket with all that is in them. */
  remove(): Promise<void>;
}

export interface ScratchOptions {
  /** The data set of an export that is loaded already; by default a new one, empty. */
  readonly eventsDataset?: string;
}

/** Makes a corner of the servers with names of its own. */
export async function createScratch(servers: TestServers, options: ScratchOptions = {}): Promise<Scratch> {
  const id = randomUUID().replaceAll('-', '').slice(0, 12);
  const { bigquery, storage } = testClients(servers);
  const dataset = `propensity_${id}`;
  const eventsDataset = options.eventsDataset ?? `analytics_${id}`;
  const bucket = `propensity-${id}`;
  const own = options.eventsDataset === undefined ? [dataset, eventsDataset] : [dataset];
  for (const name of own) await bigquery.createDataset(name, { location: TEST_LOCATION });
  await storage.createBucket(bucket, { location: TEST_LOCATION });
  return {
    gcp: {
      project: TEST_PROJECT,
      dataset,
      eventsDataset,
      bucket,
      location: TEST_LOCATION,
      maximumBytesBilled: 107_374_182_400,
      timeoutSeconds: 300,
      readApi: 'off',
      apiEndpoint: servers.bigquery,
      storageEndpoint: servers.storage,
    },
    bigquery,
    storage,
    async remove() {
      for (const name of own) await bigquery.dataset(name).delete({ force: true });
      await storage.bucket(bucket).deleteFiles({ force: true });
      await storage.bucket(bucket).delete();
    },
  };
}

/** Google's clients on the test servers, with no credential whatever the environment holds. */
export function testClients(servers: TestServers): { readonly bigquery: BigQuery; readonly storage: Storage } {
  const authClient = new PassThroughClient();
  const common = { projectId: TEST_PROJECT, authClient };
  const bigquery = new BigQuery({ ...common, apiEndpoint: servers.bigquery });
  const storage = new Storage({ ...common, apiEndpoint: servers.storage, useAuthWithCustomEndpoint: true });
  return { bigquery, storage };
}
