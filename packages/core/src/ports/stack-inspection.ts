import type { CostEstimate, DoctorCheck } from '../results/doctor-report.js';

/**
 * Port: what a stack can report about itself before anything runs. Stacks that need no rights and cost nothing have
 * none.
 */
export interface StackInspection {
  /**
   * One check per resource or right that the jobs need. A refusal is a failed check that names what to grant, never an
   * error; nothing is written or billed.
   */
  access(): Promise<readonly DoctorCheck[]>;
  /**
   * What training on those snapshots and scoring that one would read, and what a month of that costs; null where that is not known.
   * Runs nothing.
   */
  cost(plan: { readonly training: readonly string[]; readonly scoring: string }): Promise<CostEstimate | null>;
  /**
   * What doctor itself is about to read for those snapshots (`summarise` over their windows, `countSnapshots`) and for the
   * one to score (`recentEvents`), reported beforehand. Runs nothing. A failed check where that is above the
   * configuration's limit for doctor: then none of it may be read.
   */
  reading?(plan: { readonly training: readonly string[]; readonly scoring: string }): Promise<DoctorCheck>;
  /**
   * Whether a training that reads this many rows, over all its snapshots, fits into the memory of the deployed
   * function. One in the warehouse reads none.
   */
  memory?(plan: { readonly rows: number; readonly where: 'memory' | 'warehouse' }): DoctorCheck;
}
