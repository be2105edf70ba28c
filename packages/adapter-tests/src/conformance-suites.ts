import { describe } from 'vitest';
import type { CreateStack } from './conformance-stack.js';
import { alertStoreSuite } from './suites/alert-store-suite.js';
import { artifactStoreSuite } from './suites/artifact-store-suite.js';
import { erasureSuite } from './suites/erasure-suite.js';
import { evaluationStoreSuite } from './suites/evaluation-store-suite.js';
import { eventSourceSuite } from './suites/event-source-suite.js';
import { featureSnapshotsSuite } from './suites/feature-snapshots-suite.js';
import { modelRegistrySuite } from './suites/model-registry-suite.js';
import { predictionStoreSuite } from './suites/prediction-store-suite.js';
import { scoreExportsSuite } from './suites/score-exports-suite.js';

/** Registers the suite of every port for a stack. */
export function conformanceSuites(stackName: string, create: CreateStack): void {
  describe(stackName, () => {
    eventSourceSuite(create);
    featureSnapshotsSuite(create);
    artifactStoreSuite(create);
    modelRegistrySuite(create);
    predictionStoreSuite(create);
    evaluationStoreSuite(create);
    alertStoreSuite(create);
    scoreExportsSuite(create);
    erasureSuite(create);
  });
}
