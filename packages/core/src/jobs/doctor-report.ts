/** What doctor found: printed before anything runs, so that nobody trains on sand. Names are stable: add, never rename. */
export interface DoctorReport {
  readonly job: 'doctor';
  /** False when some check failed: training would be refused. */
  readonly ok: boolean;
  /** The training snapshot that was looked at. */
  readonly snapshot: string;
  readonly days: {
    readonly first: string;
    readonly last: string;
    readonly count: number;
    /** Days inside the export's range that are not there. */
    readonly missing: readonly string[];
    /** The newest day that Google will not rewrite any more; null when none is final yet. */
    readonly last_final: string | null;
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
