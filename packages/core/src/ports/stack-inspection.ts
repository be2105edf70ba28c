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
}
