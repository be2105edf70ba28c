import { type CreateStack, warehouseTrainingSuite } from '@propensity/adapter-tests';
import { describeOnServers } from '@propensity/gcp-testing';
import { conformanceScratch, conformanceStack } from './support/conformance-shop.js';

describeOnServers('gcp stack', (servers) => {
  const create: CreateStack = async (fixture) => conformanceStack(await conformanceScratch(servers), fixture);

  warehouseTrainingSuite(create);
});
