import type { TrainingMemory, TrainingRows, TrainingRowsOptions, WarehouseTraining } from '../ports/training-rows.js';
import { InMemoryTrainingRows } from './in-memory-training-rows.js';

/** `WarehouseTraining` over rows in memory: for tests, and to try out what a warehouse would do. */
export class InMemoryWarehouseTraining implements WarehouseTraining {
  constructor(readonly memory: TrainingMemory) {}

  async open({ snapshots, ...options }: TrainingRowsOptions): Promise<TrainingRows> {
    return new InMemoryTrainingRows(await snapshots.readLabelled(options.division.snapshots), options);
  }
}
