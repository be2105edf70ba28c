import { join, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { type JobSettings, type PropensityConfig, settingsOf } from '@propensity/core/config';
import type { Ports, Progress, WindowedPorts } from '@propensity/core/ports';
import { DuckDbErasure } from './erasure/duckdb-erasure.js';
import { FileServingStore } from './serving/file-serving-store.js';
import { ServedPredictions } from './serving/served-predictions.js';
import { DuckDbFeatureSnapshots } from './snapshots/duckdb-feature-snapshots.js';
import type { LocalSource } from './sources/local-source.js';
import { openLocalSource } from './sources/local-sources.js';
import { DuckDbAlertStore } from './stores/duckdb-alert-store.js';
import { DuckDbEvaluationStore } from './stores/duckdb-evaluation-store.js';
import { DuckDbModelRegistry } from './stores/duckdb-model-registry.js';
import { DuckDbPredictionStore } from './stores/duckdb-prediction-store.js';
import { DuckDbScoreExports } from './stores/duckdb-score-exports.js';
import { DuckDbStoredState } from './stores/duckdb-stored-state.js';
import { FileArtifactStore } from './stores/file-artifact-store.js';
import { DuckDbWarehouseTraining } from './training/duckdb-warehouse-training.js';
import { LocalWarehouse } from './warehouse/local-warehouse.js';

export interface LocalStackOptions {
  /** Relative paths of the configuration stand against this folder. */
  readonly baseDirectory: string;
  readonly progress: Progress;
  readonly clock: () => number;
  readonly codeVersion: string;
  /** Milliseconds to wait for another process that holds the warehouse, in place of what the configuration says. */
  readonly lockWaitMs?: number;
}

export interface LocalStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Brings the file that lookups are answered from up to date, unless somebody else holds the warehouse. */
  prepareLookups(): Promise<void>;
  /** Lets go of the warehouse. @param outcome `refused`: nothing came of the work, and no file is left that was not there before */
  close(outcome?: { readonly refused?: boolean }): Promise<void>;
}

/** DuckDB takes what follows a question mark in the path of its file for options. @throws PropensityError `bad_folder` */
function stackFolder(baseDirectory: string, name: string): string {
  const folder = resolve(baseDirectory, name);
  if (!folder.includes('?')) return folder;
  throw new PropensityError(
    'bad_folder',
    `The folder ${folder} has a question mark in its path; DuckDB cannot use it.`,
    {
      kind: 'usage',
      hint: 'Point local.folder at a folder without one; the export may stay where it is.',
      details: { folder },
    },
  );
}

/**
 * The local stack: DuckDB and a folder. The warehouse file is opened when it is first needed and held until `close`.
 * @throws PropensityError `bad_folder`, `unsupported_source`, `usage` errors of the feature options
 */
export function openLocalStack(config: PropensityConfig, options: LocalStackOptions): LocalStack {
  const { baseDirectory, progress, clock } = options;
  const settings = settingsOf(config, options.codeVersion);
  const folder = stackFolder(baseDirectory, config.local.folder);
  const { memoryLimitMb, lockWaitSeconds } = config.local;
  const lockWaitMs = options.lockWaitMs ?? lockWaitSeconds * 1000;
  const warehouse = new LocalWarehouse({ folder, progress, memoryLimitMb, lockWaitMs });
  const source = openLocalSource({ config, settings, warehouse, baseDirectory });
  const served = new ServedPredictions(warehouse);
  const portsOf = ({ events, rows }: LocalSource, settings: JobSettings): WindowedPorts => {
    const snapshots = new DuckDbFeatureSnapshots({ warehouse, rows, settings, clock });
    return { events, snapshots, predictions: new DuckDbPredictionStore(warehouse, snapshots, served) };
  };
  const windowed = portsOf(source, settings);
  const ports: Ports = {
    ...windowed,
    withWindows: (windows) => portsOf(source.withWindows(windows), { ...settings, ...windows }),
    artifacts: new FileArtifactStore(join(folder, 'models')),
    registry: new DuckDbModelRegistry(warehouse),
    evaluations: new DuckDbEvaluationStore(warehouse),
    alerts: new DuckDbAlertStore(warehouse),
    exports: new DuckDbScoreExports(warehouse, source.consent),
    stored: new DuckDbStoredState(warehouse),
    erasure: new DuckDbErasure(warehouse, source),
    training: new DuckDbWarehouseTraining(warehouse, settings),
    serving: new FileServingStore(warehouse, () => windowed.predictions.runs()),
    progress,
    clock,
  };
  const close = (outcome?: { readonly refused?: boolean }) => {
    served.close();
    return warehouse.close(outcome);
  };
  return { ports, settings, prepareLookups: () => served.prepare(), close };
}
