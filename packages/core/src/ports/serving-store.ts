/** What was done to a serving store. */
export interface ServingChanges {
  /** Documents, or lines of a file, that were written. */
  readonly written: number;
  /** Those that were deleted because the predictions do not have them. */
  readonly deleted: number;
}

/** A run of which a serving store holds every prediction that is still current. */
export interface ServedRun {
  readonly target: string;
  readonly week: string;
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly predictedAt: string;
}

/** What a serving store says of itself. */
export interface ServingState {
  /** What it is and where, for people. */
  readonly place: string;
  /** True where it holds every current prediction and every lookup is answered from it. */
  readonly whole: boolean;
  /** Why lookups are answered elsewhere, in a sentence; null where it is whole. */
  readonly reason: string | null;
  /** The newest run of each target that it holds, by target. */
  readonly newest: readonly ServedRun[];
}

/**
 * Port: the copy of the current predictions that lookups are answered from. The predictions are the truth; whatever a copy lacks,
 * `PredictionStore.find` finds there. A publication keeps the copy by itself: this is for what went wrong.
 */
export interface ServingStore {
  state(): Promise<ServingState>;
  /**
   * Writes what it lacks of the current predictions; nothing, at hardly any cost, where it lacks nothing.
   * @throws PropensityError `serving_store_busy` (kind `conflict`) where another job writes it and does not come to an end
   */
  refresh(): Promise<ServingChanges>;
  /**
   * Writes all current predictions, and deletes everything else that it holds. Lookups of users who are not written yet are answered from the
   * predictions meanwhile.
   * @throws PropensityError as `refresh`
   */
  rebuild(): Promise<ServingChanges>;
}
