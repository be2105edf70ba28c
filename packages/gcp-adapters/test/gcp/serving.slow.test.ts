import { randomUUID } from 'node:crypto';
import { erasureSuite, predictionStoreSuite, servingStoreSuite } from '@propensity/adapter-tests';
import { describeOnFirestore, describeOnServers } from '@propensity/gcp-testing';
import { openFirestore } from '../../src/index.js';
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
    servingStoreSuite(stacksWithSnapshots(servers, serving), async ({ ports }) => {
      const [, database, collection] = /^firestore (.*)\/(.*)$/.exec((await ports.serving!.state()).place)!;
      const firestore = await openFirestore({ project: 'test-project' }, { database: database!, endpoint: endpoint() });
      await firestore.recursiveDelete(firestore.collection(collection!));
      await firestore.terminate();
    });
    predictionStoreSuite(stacksWithSnapshots(servers, serving));
    erasureSuite(async (fixture) => conformanceStack(await conformanceScratch(servers), fixture, DROP, serving()));
  }),
);
