import { erasureSuite } from '@propensity/adapter-tests';
import { describeOnServers } from '@propensity/gcp-testing';
import { conformanceScratch, conformanceStack } from './support/conformance-shop.js';
import { DROP } from './support/stacks-with-snapshots.js';

describeOnServers('gcp stack', (servers) =>
  erasureSuite(async (fixture) => conformanceStack(await conformanceScratch(servers), fixture, DROP)),
);
