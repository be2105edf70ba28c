import type { Table } from '../table/table.js';

/** Rows of one or more snapshots with their labels, as columns of equal length. No user id leaves the warehouse. */
export interface LabelledRows {
  readonly features: Table;
  /** 1 where the user performed the target event in [S, S + horizon), else 0. */
  readonly labels: Float64Array;
  /** Index into `snapshots` of the row's S. */
  readonly snapshotIndex: Int32Array;
  readonly snapshots: readonly string[];
  /** A stable hash of the user in [0, 1): `userBucket(userId)`. The same user has the same bucket in every snapshot. */
  readonly userBucket: Float64Array;
  /** Number of events in [S − lookback, S): the score of the simple rule. */
  readonly eventCount: Float64Array;
}
