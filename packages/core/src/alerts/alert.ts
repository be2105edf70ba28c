/**
 * What somebody should be told of: a week that differs from the training, a model that has decayed, scores that nobody renews, weeks that were
 * not scored, or data that a job refused or published with reservations.
 */
export const ALERT_KINDS = ['drift', 'decay', 'stale', 'missing_runs', 'data'] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something that a job has found. */
export interface Finding {
  readonly kind: AlertKind;
  /** What it is about: a feature, an event, a model, a job, an error's code. One of a kind is one alert. */
  readonly subject: string;
  /** What makes it another finding than before, without its figures: those change every week. */
  readonly fingerprint: string;
  /** In words, with figures. */
  readonly text: string;
}

/** An alert as in `ma_alerts`. */
export interface AlertRecord extends Finding {
  /** ISO 8601, UTC. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** When somebody was told of it as it is; null where nobody has been yet. */
  readonly toldAt: string | null;
  /** When it was found to be over; null while it is not. */
  readonly overAt: string | null;
}

/** What somebody is told. */
export interface AlertMessage {
  readonly kind: AlertKind;
  readonly subject: string;
  readonly state: 'new' | 'changed' | 'over';
  readonly text: string;
}
