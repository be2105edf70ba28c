import { eventSourceSuite, featureSnapshotsSuite } from '@propensity/adapter-tests';
import { localConformance } from './support/local-conformance.js';

eventSourceSuite(localConformance);
featureSnapshotsSuite(localConformance);
