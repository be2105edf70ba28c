import { type CreateStack, eventSourceSuite, featureSnapshotsSuite } from '@propensity/adapter-tests';
import { createScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import { afterAll, beforeAll } from 'vitest';
import { conformanceStack, loadConformanceShop } from './support/conformance-shop.js';

describeOnServers('gcp stack', (servers) => {
  let shop: Scratch;
  beforeAll(async () => {
    shop = await loadConformanceShop(servers);
  });
  afterAll(() => shop?.remove());

  const create: CreateStack = async (fixture) =>
    conformanceStack(await createScratch(servers, { eventsDataset: shop.gcp.eventsDataset! }), fixture);

  eventSourceSuite(create);
  featureSnapshotsSuite(create);
});
