import { warehouseTrainingSuite } from '@propensity/adapter-tests';
import { describeOnServers } from '@propensity/gcp-testing';
import { stacksWithSnapshots } from './support/stacks-with-snapshots.js';

describeOnServers('gcp stack', (servers) => warehouseTrainingSuite(stacksWithSnapshots(servers)));
