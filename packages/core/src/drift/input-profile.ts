/** What a snapshot is made of, in counts: as much as tells that an input has gone. */
export interface InputProfile {
  /** Users in the population. */
  readonly users: number;
  /** Of each feature, over the users. */
  readonly features: readonly FeatureProfile[];
  /** Of the events of the last days before the snapshot: what stopped lately hides in a longer window. */
  readonly recent: RecentEvents;
}

export interface FeatureProfile {
  readonly name: string;
  /** Users of whom it is missing. */
  readonly missing: number;
  /** Users of whom it is 0; 0 of a category. */
  readonly zero: number;
  /** Users with a level that the model does not know; 0 of a number, and when the model was trained. */
  readonly unseen: number;
}

export interface RecentEvents {
  readonly days: number;
  readonly users: number;
  readonly events: number;
  /** Events by name. */
  readonly names: Readonly<Record<string, number>>;
  /** Events of which an attribute (`device_category`, `country`, …) is known. */
  readonly known: Readonly<Record<string, number>>;
}
