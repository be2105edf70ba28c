import {
  alertStoreSuite,
  artifactStoreSuite,
  erasureSuite,
  evaluationStoreSuite,
  modelRegistrySuite,
  predictionStoreSuite,
  scoreExportsSuite,
} from '@propensity/adapter-tests';
import { localConformance } from './support/local-conformance.js';

artifactStoreSuite(localConformance);
modelRegistrySuite(localConformance);
predictionStoreSuite(localConformance);
evaluationStoreSuite(localConformance);
alertStoreSuite(localConformance);
scoreExportsSuite(localConformance);
erasureSuite(localConformance);
