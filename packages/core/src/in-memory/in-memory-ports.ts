import type { JobSettings } from '../config/settings.js';
import type { Ports, SnapshotWindows, WindowedPorts } from '../ports/ports.js';
import { type Progress, silentProgress } from '../ports/progress.js';
import { InMemoryAlertStore } from './in-memory-alert-store.js';
import { InMemoryArtifactStore } from './in-memory-artifact-store.js';
import { InMemoryErasure } from './in-memory-erasure.js';
import { InMemoryEvaluationStore } from './in-memory-evaluation-store.js';
import { type InMemoryEvent, InMemoryEventLog } from './in-memory-event-log.js';
import { type InMemoryFeature, InMemoryFeatureSnapshots } from './in-memory-feature-snapshots.js';
import { defaultInMemoryFeatures } from './in-memory-features.js';
import { InMemoryModelRegistry } from './in-memory-model-registry.js';
import { InMemoryPredictionStore } from './in-memory-prediction-store.js';
import { InMemoryScoreExports } from './in-memory-score-exports.js';

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
  const forgotten = new Set<string>();
  const events = new InMemoryEventLog(options.events, options.settings, forgotten);
  const features = options.features ?? defaultInMemoryFeatures(options.events);
  const snapshots = new InMemoryFeatureSnapshots(events, features);
  const predictions = new InMemoryPredictionStore(events, snapshots);
  const own = { events, snapshots, predictions };
  const exports = new InMemoryScoreExports(predictions, (window) => events.adsConsent(window));
  const everySnapshots = [snapshots];
  const byWindows = new Map<string, WindowedPorts>([[keyOf(options.settings), own]]);
  const withWindows = (windows: SnapshotWindows): WindowedPorts => {
    const known = byWindows.get(keyOf(windows));
    if (known !== undefined) return known;
    const log = new InMemoryEventLog(options.events, { ...options.settings, ...windows }, forgotten);
    const others = new InMemoryFeatureSnapshots(log, features);
    everySnapshots.push(others);
    const made = { events: log, snapshots: others, predictions: predictions.withSnapshots(log, others) };
    byWindows.set(keyOf(windows), made);
    return made;
  };
  return {
    ...own,
    withWindows,
    artifacts: new InMemoryArtifactStore(),
    registry: new InMemoryModelRegistry(),
    evaluations: new InMemoryEvaluationStore(),
    exports,
    erasure: new InMemoryErasure({ forgotten, predictions, exports, snapshots: () => everySnapshots }),
    alerts: new InMemoryAlertStore(),
    progress: options.progress ?? silentProgress,
    clock: options.clock,
  };
}

function keyOf({ lookbackDays, horizonDays }: SnapshotWindows): string {
  return `${lookbackDays} ${horizonDays}`;
}
