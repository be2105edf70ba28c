import { rm } from 'node:fs/promises';
import {
  alertStoreSuite,
  artifactStoreSuite,
  erasureSuite,
  evaluationStoreSuite,
  modelRegistrySuite,
  predictionStoreSuite,
  scoreExportsSuite,
  servingStoreSuite,
} from '@propensity/adapter-tests';
import { localConformance } from './support/local-conformance.js';

artifactStoreSuite(localConformance);
modelRegistrySuite(localConformance);
predictionStoreSuite(localConformance);
evaluationStoreSuite(localConformance);
alertStoreSuite(localConformance);
scoreExportsSuite(localConformance);
erasureSuite(localConformance);
servingStoreSuite(localConformance, async ({ ports }) => {
  const { place } = await ports.serving!.state();
  await rm(place.replace(/^file /, ''));
});
