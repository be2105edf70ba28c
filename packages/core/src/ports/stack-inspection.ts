import type { CostEstimate, DoctorCheck } from '../results/doctor-report.js';

/** Port: what a stack can tell of itself before anything runs. Stacks that need no rights and cost nothing have none. */
export interface StackInspection {
  /**
   * One check for each thing that the jobs need to reach and to be allowed. A refusal is a failed check that names what to
   * grant, never an error; nothing is written, and nothing is billed.
   */
  access(): Promise<readonly DoctorCheck[]>;
  /** What training on those snapshots and scoring that one would read, and what a month of that costs. Runs nothing. */
  cost(plan: { readonly training: readonly string[]; readonly scoring: string }): Promise<CostEstimate>;
  /**
   * What doctor itself is about to read for those snapshots (`summarise` over their windows, `countSnapshots`),
   * told before it does. Runs nothing. A failed check where that is above the limit that the configuration sets doctor:
   * then nothing of it may be read.
   */
  reading?(plan: { readonly training: readonly string[] }): Promise<DoctorCheck>;
  /** Whether a training that reads so many rows, of all its snapshots, fits the memory of where it is deployed. */
  memory?(plan: { readonly rows: number }): DoctorCheck;
}
