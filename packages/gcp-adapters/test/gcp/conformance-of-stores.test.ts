import {
  alertStoreSuite,
  artifactStoreSuite,
  type CreateStack,
  evaluationStoreSuite,
  modelRegistrySuite,
  predictionStoreSuite,
} from '@propensity/adapter-tests';
import { describeOnServers } from '@propensity/gcp-testing';
import { conformanceScratch, conformanceStack } from './support/conformance-shop.js';
import { DROP, stacksWithSnapshots } from './support/stacks-with-snapshots.js';

describeOnServers('gcp stack', (servers) => {
  const empty: CreateStack = async (fixture) => conformanceStack(await conformanceScratch(servers), fixture, DROP);

  artifactStoreSuite(empty);
  modelRegistrySuite(empty);
  predictionStoreSuite(stacksWithSnapshots(servers));
  evaluationStoreSuite(empty);
  alertStoreSuite(empty);
});
