import type { HoldoutRule } from '../holdout/held-out.js';
import type { HoldoutGroups } from '../holdout/holdout-groups.js';

/** Which users an export holds. */
export type ExportChoice =
  /** Everyone whose row differs from what this destination was given last, or was never given to it. */
  | { readonly kind: 'changes' }
  /** Everyone who has a current prediction. */
  | { readonly kind: 'all' }
  /** The `n` highest scores of the newest week. */
  | { readonly kind: 'top'; readonly n: number }
  /** The `n`-th tenth of the newest week, 1 to 10; 1 has the highest scores. */
  | { readonly kind: 'decile'; readonly n: number }
  /** Whom the decision has selected in the newest week. */
  | { readonly kind: 'selected' };

/** A row of an export. */
export interface ExportedScore {
  readonly user_id: string;
  /** Probability in [0, 1]. */
  readonly proba: number;
  /**
   * Tenth of the users of the newest week by rank, 1 to 10; 1 has the highest scores, and of equal ones the user ids that come first. Null for
   * users whose prediction is of an earlier week: they were not scored since.
   */
  readonly decile: number | null;
  /** Whether the decision selects the user in the newest week. */
  readonly selected: boolean;
  readonly model: string;
  /** S of the prediction, YYYY-MM-DD. */
  readonly predicted_week: string;
  /** ISO 8601, UTC. */
  readonly predicted_at: string;
}

/** An export that was completed, as in `ma_exports`. */
export interface ScoreExport {
  readonly exportId: string;
  /** From 1, for each target and destination: the order of exports, whatever the clocks said. */
  readonly sequence: number;
  readonly target: string;
  /** Name of where the file goes. */
  readonly destination: string;
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
  /** The newest week that was predicted. */
  readonly week: string;
  readonly kind: ExportChoice['kind'];
  /** `n` of the choice; null for a kind without. */
  readonly n: number | null;
  readonly rows: number;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly fileName: string;
  /** What the file is: a format of `DESTINATION_FORMATS`, or a file of scores by its ending. Null where an earlier version exported. */
  readonly format: string | null;
  /** Users who would have been in the file and are held out; null where an earlier version exported. */
  readonly heldOut: number | null;
  /** Users who would have been in the file and have not consented to ads; null where consent was not asked for. */
  readonly withoutConsent: number | null;
}

/** Who is kept out of an export. */
export interface ExportFilter {
  /** Left out where nobody is held out. */
  readonly holdout?: HoldoutRule | undefined;
  /** Left out where consent to ads is not asked for. */
  readonly consent?: ConsentWindow | undefined;
}

/** Where it stands who has consented to ads. */
export interface ConsentWindow {
  /** What a user's last event in the days [from, until) says counts, YYYY-MM-DD. */
  readonly from: string;
  readonly until: string;
  /** Whether it may be that nothing is said. */
  readonly unknown: 'denied' | 'granted';
}

/** The rows of one export, which stay as they are whatever is published meanwhile. */
export interface StagedExport {
  /** Of the file: who is held out or has not consented is not counted. */
  readonly rows: number;
  /** Users who would be in the file and are held out. */
  readonly heldOut: number;
  /** Users who would be in the file and have not consented to ads; null where consent is not asked for. */
  readonly withoutConsent: number | null;
  /** The newest week that is predicted; null where nobody has a prediction. */
  readonly week: string | null;
  /** Gives all rows of the file to `take`, a batch after the other, by falling probability, then rising user id (order of code points). */
  read(take: (batch: readonly ExportedScore[]) => void | Promise<void>): Promise<void>;
  /**
   * In one transaction: notes what the destination has been given, and appends the export. All of it or nothing. What was noted of users who
   * have no prediction any more is deleted. Of held-out users it is noted what would have been given, so that they count as changed when
   * others do; and in which group every user of the newest week is, once a week for each destination.
   * @throws PropensityError `exported_meanwhile` when the destination's sequence has gone on since
   */
  record(done: ScoreExport): Promise<void>;
  /** Drops the staging area. Always called, after `record` too. */
  discard(): Promise<void>;
}

/** Port: what has been exported, and what may be. */
export interface ScoreExports {
  /** Every completed export to a destination for a target, by `sequence`. */
  list(target: string, destination: string): Promise<readonly ScoreExport[]>;
  /**
   * Chooses the rows of an export among the current predictions of a target. Ranks are among all users, held-out ones too.
   * @throws PropensityError `no_consent_known` where consent is asked of a source that says nothing of it
   */
  stage(target: string, destination: string, choice: ExportChoice, filter?: ExportFilter): Promise<StagedExport>;
  /** The groups of exported and held-out users of a target, by destination. @param seed of the holdout: those of another one are left out */
  groups(target: string, seed: number): Promise<readonly HoldoutGroups[]>;
}
