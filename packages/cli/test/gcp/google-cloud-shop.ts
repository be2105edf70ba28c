import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createScratch,
  type FaultProxy,
  loadDayTables,
  type ProxiedRequest,
  type Scratch,
  startFaultProxy,
  type TestServers,
} from '@propensity/gcp-testing';
import { Workplace } from '../workplace.js';

const COMMON = { target: { event: 'view_item' }, lookbackDays: 14, training: { snapshots: 1, C: 1 } };

/** A simulated export as day tables of the servers, and a configuration for it. */
export interface GoogleCloudShop {
  readonly workplace: Workplace;
  readonly scratch: Scratch;
  /** Requests that the command line has sent, newest last. */
  readonly requests: readonly ProxiedRequest[];
  /** Writes the default configuration, of the stack gcp, with changes of its training. */
  configure(training?: object): Promise<void>;
  close(): Promise<void>;
}

/** Simulates 40 days from 2025-01-01, loads them, and configures the stack gcp, seen through a proxy that listens. */
export async function openGoogleCloudShop(servers: TestServers): Promise<GoogleCloudShop> {
  const workplace = await Workplace.create();
  const scratch = await createScratch(servers);
  const proxy: FaultProxy = await startFaultProxy(servers, () => null);
  await workplace.run('simulate', '--users', '300', '--days', '40', '--seed', '3');
  const files = await Array.fromAsync(glob('export/*.parquet', { cwd: workplace.folder }));
  const paths = files.map((file) => join(workplace.folder, file));
  await loadDayTables(scratch.bigquery, scratch.gcp.eventsDataset!, paths);
  const gcp = { ...scratch.gcp, apiEndpoint: proxy.servers.bigquery, storageEndpoint: proxy.servers.storage };
  const configure = (training: object = {}) => {
    const config = { ...COMMON, stack: 'gcp', gcp, training: { ...COMMON.training, ...training } };
    return writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
  };
  await configure();
  return {
    workplace,
    scratch,
    requests: proxy.requests,
    configure,
    async close() {
      await proxy.close();
      await scratch.remove();
      await workplace.remove();
    },
  };
}

/** True for a request that runs a query or stores an object: anything but metadata, rows of tables and dry runs. */
export function runsOrWrites({ method, path, body }: ProxiedRequest): boolean {
  if (method === 'GET') return false;
  const dryRun = /\/jobs(\?|$)/.test(path) && JSON.parse(body.toString()).configuration?.dryRun === true;
  return !dryRun;
}
