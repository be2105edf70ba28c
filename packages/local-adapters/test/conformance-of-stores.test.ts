import {
  artifactStoreSuite,
  evaluationStoreSuite,
  modelRegistrySuite,
  predictionStoreSuite,
} from '@propensity/adapter-tests';
import { localConformance } from './support/local-conformance.js';

artifactStoreSuite(localConformance);
modelRegistrySuite(localConformance);
predictionStoreSuite(localConformance);
evaluationStoreSuite(localConformance);
