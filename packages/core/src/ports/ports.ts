import type { ArtifactStore } from './artifact-store.js';
import type { EvaluationStore } from './evaluation-store.js';
import type { EventSource } from './event-source.js';
import type { FeatureSnapshots } from './feature-snapshots.js';
import type { ModelRegistry } from './model-registry.js';
import type { PredictionStore } from './prediction-store.js';
import type { Progress } from './progress.js';

/** Everything a job needs from the outside. A stack (in memory, local, GCP) is one object of this shape. */
export interface Ports {
  readonly events: EventSource;
  readonly snapshots: FeatureSnapshots;
  readonly artifacts: ArtifactStore;
  readonly registry: ModelRegistry;
  readonly predictions: PredictionStore;
  readonly evaluations: EvaluationStore;
  readonly progress: Progress;
  /** Milliseconds since the epoch, UTC. */
  readonly clock: () => number;
}
