import { eventSourceSuite, featureSnapshotsSuite, warehouseTrainingSuite } from '@propensity/adapter-tests';
import { localConformance } from './support/local-conformance.js';

eventSourceSuite(localConformance);
featureSnapshotsSuite(localConformance);
warehouseTrainingSuite(localConformance);
