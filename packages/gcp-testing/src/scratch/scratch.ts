import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BigQuery } from '@google-cloud/bigquery';
import type { Storage } from '@google-cloud/storage';
import { type GcpConfig, workDatasetOf } from '@propensity/core/config';
import { TEST_LOCATION, TEST_PROJECT, testClients } from '../servers/test-clients.js';
import type { TestServers } from '../servers/test-servers.js';

/** A job that ran when the server was killed says so for ever: nobody waits for a job longer than this. */
const LONGEST_JOB_MS = 60_000;
const ASK_AGAIN_MS = 100;

/**
 * A test's own corner of the servers: two data sets and a bucket that nobody else uses, and Google's clients on them. The
 * stack makes a third data set for what it can make again.
 */
export interface Scratch {
  /** For `gcp` in a configuration. */
  readonly gcp: GcpConfig;
  readonly bigquery: BigQuery;
  readonly storage: Storage;
  /** Waits for what still runs here: a command that has given up does not wait for the jobs that it has started. */
  jobsEnded(): Promise<void>;
  /** Waits for the jobs, then removes the data sets and the bucket with all that is in them. */
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

  async function jobsEnded(): Promise<void> {
    for (const until = Date.now() + LONGEST_JOB_MS; Date.now() < until; await sleep(ASK_AGAIN_MS)) {
      const [jobs] = await bigquery.getJobs({ stateFilter: ['pending', 'running'] });
      const touched = jobs.map(({ metadata }) => JSON.stringify(metadata.configuration));
      if (!touched.some((configuration) => own.some((name) => configuration.includes(name)))) return;
    }
  }

  return {
    gcp: {
      project: TEST_PROJECT,
      dataset,
      eventsDataset,
      bucket,
      location: TEST_LOCATION,
      maximumBytesBilled: 107_374_182_400,
      timeoutSeconds: 300,
      doctorMaximumBytesBilled: 107_374_182_400,
      readApi: 'off',
      apiEndpoint: servers.bigquery,
      storageEndpoint: servers.storage,
      functions: {
        modelTraining: { memory: '4Gi', cpu: 2 },
        predictions: { memory: '1Gi', cpu: 1 },
        modelEvaluation: { memory: '2Gi', cpu: 1 },
        getProba: { memory: '512Mi', cpu: 1 },
      },
    },
    bigquery,
    storage,
    jobsEnded,
    async remove() {
      // Where a data set is dropped and a job commits to it at the same moment, the test server fails one of the two.
      await jobsEnded();
      for (const name of own) await bigquery.dataset(name).delete({ force: true });
      const work = bigquery.dataset(workDatasetOf({ dataset }));
      if ((await work.exists())[0]) await work.delete({ force: true });
      await storage.bucket(bucket).deleteFiles({ force: true });
      await storage.bucket(bucket).delete();
    },
  };
}
