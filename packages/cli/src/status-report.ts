/** What there is in a folder, and what to type next. Names are stable: add, never rename. */
export interface StatusReport {
  readonly job: 'status';
  /** Path of the configuration; null without one. */
  readonly configuration: string | null;
  /** What the configuration asks for; null without one. */
  readonly target: { readonly event: string; readonly horizon_days: number } | null;
  /** The exports below the folder, by the names of their files; looked for only where there is no configuration. */
  readonly exports: readonly {
    readonly events: string;
    readonly files: number;
    readonly first_day: string;
    readonly last_day: string;
    readonly days: number;
  }[];
  /** Event names of the newest week of the first of these exports, the likeliest targets first; empty where they were not read. */
  readonly event_names: readonly string[];
  /** The newest model that was trained; null without one. */
  readonly model: {
    readonly model: string;
    readonly status: string;
    readonly snapshot: string;
    readonly trained_at: string;
    readonly roc_auc: number | null;
  } | null;
  /** The newest published predictions; null without any. */
  readonly predictions: {
    readonly snapshot: string;
    readonly predicted_at: string;
    readonly model: string;
    readonly scored: number;
    /** The first day on which the scored days are over. */
    readonly over_on: string;
  } | null;
  /** What nobody has looked after yet: drift, decay, stale scores, missing runs, data that was refused; left out where there is nothing. */
  readonly alerts?: readonly {
    readonly kind: string;
    readonly subject: string;
    readonly since: string;
    readonly text: string;
  }[];
  /** Whether the model of the newest evaluated week has decayed; left out where none has been looked at. */
  readonly decay?: {
    readonly model: string;
    readonly verdict: string;
    readonly evidence: number;
    readonly week: string;
  };
  /** What to type next, the first of them first. */
  readonly next: readonly string[];
}
