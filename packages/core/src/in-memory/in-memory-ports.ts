import type { JobSettings } from '../config/settings.js';
import type { Ports } from '../ports/ports.js';
import { type Progress, silentProgress } from '../ports/progress.js';
import { InMemoryArtifactStore } from './in-memory-artifact-store.js';
import { InMemoryEvaluationStore } from './in-memory-evaluation-store.js';
import { type InMemoryEvent, InMemoryEventLog } from './in-memory-event-log.js';
import { type InMemoryFeature, InMemoryFeatureSnapshots } from './in-memory-feature-snapshots.js';
import { defaultInMemoryFeatures } from './in-memory-features.js';
import { InMemoryModelRegistry } from './in-memory-model-registry.js';
import { InMemoryPredictionStore } from './in-memory-prediction-store.js';

export interface InMemoryPortsOptions {
  readonly events: readonly InMemoryEvent[];
  readonly settings: JobSettings;
  /** Milliseconds since the epoch, UTC. */
  readonly clock: () => number;
  readonly features?: readonly InMemoryFeature[];
  readonly progress?: Progress;
}

/** A whole stack in memory: for tests, and for people who run the jobs over events of their own. */
export function inMemoryPorts(options: InMemoryPortsOptions): Ports {
  const events = new InMemoryEventLog(options.events, options.settings);
  const snapshots = new InMemoryFeatureSnapshots(events, options.features ?? defaultInMemoryFeatures(options.events));
  return {
    events,
    snapshots,
    artifacts: new InMemoryArtifactStore(),
    registry: new InMemoryModelRegistry(),
    predictions: new InMemoryPredictionStore(events, snapshots),
    evaluations: new InMemoryEvaluationStore(),
    progress: options.progress ?? silentProgress,
    clock: options.clock,
  };
}
