export { InMemoryAlertStore } from '../in-memory/in-memory-alert-store.js';
export { InMemoryArtifactStore } from '../in-memory/in-memory-artifact-store.js';
export { InMemoryEvaluationStore } from '../in-memory/in-memory-evaluation-store.js';
export { type InMemoryEvent, InMemoryEventLog } from '../in-memory/in-memory-event-log.js';
export { type InMemoryFeature, InMemoryFeatureSnapshots } from '../in-memory/in-memory-feature-snapshots.js';
export { InMemoryModelRegistry } from '../in-memory/in-memory-model-registry.js';
export { type InMemoryPortsOptions, inMemoryPorts } from '../in-memory/in-memory-ports.js';
export { InMemoryPredictionStore } from '../in-memory/in-memory-prediction-store.js';
export { InMemoryScoreExports } from '../in-memory/in-memory-score-exports.js';
