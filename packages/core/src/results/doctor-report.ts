import type { WindowsJson } from './windows-json.js';

/**
 * What doctor found: printed before anything runs, so that nobody trains on unusable data. Names are stable: add, never
 * rename. Where the stack cannot be reached, nothing is known about the export: its days are null and its numbers 0.
 */
export interface DoctorReport {
  readonly job: 'doctor';
  /** False when some check failed: training would be refused. */
  readonly ok: boolean;
  /** The training snapshot that was checked. */
  readonly snapshot: string | null;
  readonly days: {
    readonly first: string | null;
    readonly last: string | null;
    readonly count: number;
    /** Days inside the export's range that are not there. */
    readonly missing: readonly string[];
    /** The newest day that Google will not rewrite any more; null when none is final yet. */
    readonly last_final: string | null;
    /** Days that were last written before they ended: not final, however old. */
    readonly unfinished: readonly string[];
    /** When a day was last written, ISO 8601 UTC; null where the store does not say. */
    readonly last_written_at: string | null;
  };
  readonly events: number;
  readonly users: number;
  /** Share of events without a user id. */
  readonly null_id_share: number;
  readonly target: { readonly event: string; readonly events: number; readonly users: number };
  readonly snapshots: readonly DoctorSnapshot[];
  /** Converting users whom a model could have known at the training snapshot, over all converting users. */
  readonly reachable_share: number | null;
  readonly checks: readonly DoctorCheck[];
  /** The windows of a training at the snapshot; null where the stack cannot be reached. */
  readonly windows: WindowsJson | null;
  /** What to write into the configuration so that the failed checks that it can change pass; null where there are none, or nothing would help. */
  readonly proposal: DoctorProposal | null;
  /** What running on this stack reads and costs; null where it costs nothing, or where that is not known. */
  readonly cost: CostEstimate | null;
}

/** Keys of a configuration with the values that would pass. */
export interface ProposedLines {
  readonly lookbackDays?: number;
  readonly horizonDays?: number;
  readonly training?: { readonly snapshots: number };
  readonly source?: { readonly timeZone?: string; readonly allowMissingDays?: readonly string[] };
}

export interface DoctorProposal {
  readonly configuration: ProposedLines;
  /** The training snapshot under these lines. */
  readonly snapshot: string;
  /** False where checks would still fail that no line of a configuration changes, such as too few positives. */
  readonly passes: boolean;
  /** What doctor would say of their snapshots. */
  readonly snapshots: readonly DoctorSnapshot[];
}

export interface DoctorSnapshot {
  readonly snapshot: string;
  readonly role: 'test' | 'train' | 'train and test';
  readonly users: number;
  readonly positives: number;
  readonly base_rate: number;
}

export interface DoctorCheck {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to change; empty when nothing has to. */
  readonly hint: string;
}

/** Bytes that queries read, and their list price in US dollars. */
export interface Cost {
  readonly bytes: number;
  readonly cost_usd: number;
}

export interface CostEstimate {
  /** A training that finds nothing of an earlier run. */
  readonly first_training: Cost;
  readonly training: Cost;
  readonly scoring: Cost;
  readonly evaluation: Cost;
  /** The whole month; `assumptions` says what is counted. */
  readonly month: Cost;
  /** What is kept from run to run, and what that costs in a month. */
  readonly storage: Cost;
  readonly assumptions: readonly string[];
}
