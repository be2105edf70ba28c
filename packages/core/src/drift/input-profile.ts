/** What the features of a snapshot hold, in counts: enough to see that an input has gone. */
export interface SnapshotProfile {
  /** Users in the population. */
  readonly users: number;
  /** Users whose features were counted: all, or a sample of them by hash. */
  readonly profiled: number;
  /** Of each feature, over the users that were counted. */
  readonly features: readonly FeatureProfile[];
}

/** What a model's inputs are at a snapshot. A model file keeps that of its newest training snapshot. */
export interface InputProfile extends SnapshotProfile {
  /** Of the events of the last days before the snapshot: what stopped lately hides in a longer window. */
  readonly recent: RecentEvents;
}

export interface FeatureProfile {
  readonly name: string;
  /** Users of whom it is missing. */
  readonly missing: number;
  /** Users of whom it is 0; 0 of a category. */
  readonly zero: number;
  /** Users with a level that the model does not know; 0 of a number. */
  readonly unseen: number;
}

/** Events that have a user, as delivered: a day that was delivered twice counts twice. */
export interface RecentEvents {
  readonly days: number;
  readonly users: number;
  readonly events: number;
  /** Events by name, of the most frequent names. */
  readonly names: Readonly<Record<string, number>>;
  /** Events of which an attribute (`device_category`, `country`, …) is known. */
  readonly known: Readonly<Record<string, number>>;
}

/** So many names are kept: one that is left out has less than a thousandth of the events. */
const NAMES = 1000;

/** The `names` of `RecentEvents`. @param counts in any order; equal ones are taken in the order of their names */
export function mostFrequentNames(counts: Iterable<readonly [name: string, events: number]>): Record<string, number> {
  const inOrder = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return Object.fromEntries(inOrder.slice(0, NAMES));
}

/** A week has every day of the week. */
const RECENT_DAYS = 7;

/** The days before a snapshot whose events are looked at. @param lookbackDays earlier ones may not be there */
export function recentDaysOf(lookbackDays: number): number {
  return Math.min(RECENT_DAYS, lookbackDays);
}
