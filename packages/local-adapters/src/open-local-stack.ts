import { join, resolve } from 'node:path';
import { type JobSettings, type Ports, type Progress, type PropensityConfig, settingsOf } from '@propensity/core';
import { featureCatalogue } from '@propensity/warehouse-sql';
import { DuckDbEventSource } from './export/duckdb-event-source.js';
import { DuckDbExport } from './export/duckdb-export.js';
import { DuckDbFlatEvents } from './export/duckdb-flat-events.js';
import { DuckDbFeatureSnapshots } from './snapshots/duckdb-feature-snapshots.js';
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
 * @throws PropensityError `usage` errors of the feature options
 */
export function openLocalStack(config: PropensityConfig, options: LocalStackOptions): LocalStack {
  const { baseDirectory, progress, clock } = options;
  const settings = settingsOf(config, options.codeVersion);
  const folder = resolve(baseDirectory, config.local.folder);
  const catalogue = featureCatalogue({ lookbackDays: config.lookbackDays, features: config.features });
  const lockWaitMs = options.lockWaitMs === undefined ? {} : { lockWaitMs: options.lockWaitMs };
  const { memoryLimitMb } = config.local;
  const warehouse = new LocalWarehouse({ folder, progress, memoryLimitMb, ...lockWaitMs });
  const files = new DuckDbExport(warehouse, [config.source.events ?? []].flat(), baseDirectory);
  const events = new DuckDbEventSource(warehouse, files, settings);
  const flatEvents = new DuckDbFlatEvents(warehouse, files, settings.timeZone, catalogue);
  const snapshots = new DuckDbFeatureSnapshots({ warehouse, events, flatEvents, catalogue, settings, clock });
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
