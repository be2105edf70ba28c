import { randomUUID } from 'node:crypto';
import { erasureSuite, predictionStoreSuite } from '@propensity/adapter-tests';
import { describeOnFirestore, describeOnServers } from '@propensity/gcp-testing';
import { conformanceScratch, conformanceStack } from './support/conformance-shop.js';
import { DROP, stacksWithSnapshots } from './support/stacks-with-snapshots.js';

// The suites of every stack, whose lookups are answered by Firestore here.
describeOnServers('gcp stack', (servers) =>
  describeOnFirestore('with a serving store', (endpoint) => {
    const serving = () => ({
      type: 'firestore' as const,
      database: '(default)',
      collection: `c_${randomUUID()}`,
      endpoint: endpoint(),
    });
    predictionStoreSuite(stacksWithSnapshots(servers, serving));
    erasureSuite(async (fixture) => conformanceStack(await conformanceScratch(servers), fixture, DROP, serving()));
  }),
);
