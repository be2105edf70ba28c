import { InMemoryWarehouseTraining } from '@propensity/core/in-memory';
import type { TrainingMemory, TrainingRows, TrainingRowsOptions, WarehouseTraining } from '@propensity/core/ports';
import { PlannedTrainingRows } from './planned-training-rows.js';
import type { PlanningJobs } from './planning-jobs.js';

/** `WarehouseTraining` for a plan: stand-ins answer, and of the statements that would have asked one of each kind is kept. */
export class PlannedTraining implements WarehouseTraining {
  /** @param inWarehouse whose statements `jobs` records */
  constructor(
    readonly inWarehouse: WarehouseTraining,
    readonly jobs: PlanningJobs,
  ) {}

  get memory(): TrainingMemory {
    return this.inWarehouse.memory;
  }

  async open(options: TrainingRowsOptions): Promise<TrainingRows> {
    const inMemory = new InMemoryWarehouseTraining(this.memory);
    // There are too few of them to be groups.
    const standIns = await this.jobs.apart(() => inMemory.open({ ...options, minCellUsers: undefined }));
    return new PlannedTrainingRows(await this.inWarehouse.open(options), standIns.result, this.jobs);
  }
}
