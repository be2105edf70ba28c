import { join, resolve } from 'node:path';
import { type JobSettings, type Ports, type Progress, type PropensityConfig, settingsOf } from '@propensity/core';
import { DuckDbFeatureSnapshots } from './snapshots/duckdb-feature-snapshots.js';
import { openLocalSource } from './sources/local-sources.js';
import { DuckDbEvaluationStore } from './stores/duckdb-evaluation-store.js';
import { DuckDbModelRegistry } from './stores/duckdb-model-registry.js';
import { DuckDbPredictionStore } from './stores/duckdb-prediction-store.js';
import { FileArtifactStore } from './stores/file-artifact-store.js';
import { LocalWarehouse } from './warehouse/local-warehouse.js';

export interface LocalStackOptions {
  /** Relative paths of the configuration stand against this folder. */
  readonly baseDirectory: string;
  readonly progress: Progress;
  readonly clock: () => number;
  readonly codeVersion: string;
  /** Milliseconds to wait for another process that holds the warehouse. */
  readonly lockWaitMs?: number;
}

export interface LocalStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Lets go of the warehouse. */
  close(): Promise<void>;
}

/**
 * The local stack: DuckDB and a folder. The warehouse file is opened when it is first needed and held until `close`.
 * @throws PropensityError `unsupported_source`, `usage` errors of the feature options
 */
export function openLocalStack(config: PropensityConfig, options: LocalStackOptions): LocalStack {
  const { baseDirectory, progress, clock } = options;
  const settings = settingsOf(config, options.codeVersion);
  const folder = resolve(baseDirectory, config.local.folder);
  const lockWaitMs = options.lockWaitMs === undefined ? {} : { lockWaitMs: options.lockWaitMs };
  const { memoryLimitMb } = config.local;
  const warehouse = new LocalWarehouse({ folder, progress, memoryLimitMb, ...lockWaitMs });
  const { events, rows } = openLocalSource({ config, settings, warehouse, baseDirectory });
  const snapshots = new DuckDbFeatureSnapshots({ warehouse, rows, settings, clock });
  const ports: Ports = {
    events,
    snapshots,
    artifacts: new FileArtifactStore(join(folder, 'models')),
    registry: new DuckDbModelRegistry(warehouse),
    predictions: new DuckDbPredictionStore(warehouse, snapshots),
    evaluations: new DuckDbEvaluationStore(warehouse),
    progress,
    clock,
  };
  return { ports, settings, close: () => warehouse.close() };
}
