import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProxiedRequest, type Scratch, startFaultProxy, type TestServers } from '@propensity/gcp-testing';
import { Workplace } from '../../support/workplace.js';
import { NOW, SMALL_SHOP, smallShopScratch } from './small-shop.js';

/** The small shop on the servers, and a configuration for it. */
export interface GoogleCloudShop {
  readonly workplace: Workplace;
  readonly scratch: Scratch;
  /** Requests that the command line has sent, newest last. */
  readonly requests: readonly ProxiedRequest[];
  /** Writes the configuration of the small shop, with changes of its training. */
  configure(training?: object): Promise<void>;
  close(): Promise<void>;
}

/** Configures the small shop, seen through a proxy that listens. */
export async function openGoogleCloudShop(servers: TestServers): Promise<GoogleCloudShop> {
  const workplace = await Workplace.create(NOW);
  const scratch = await smallShopScratch(servers);
  const proxy = await startFaultProxy(servers, () => null);
  const gcp = { ...scratch.gcp, apiEndpoint: proxy.servers.bigquery, storageEndpoint: proxy.servers.storage };
  const configure = (training: object = {}) => {
    const config = { ...SMALL_SHOP, gcp, training: { ...SMALL_SHOP.training, ...training } };
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
