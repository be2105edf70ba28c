import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { userSampleSql } from './user-sample-sql.js';

/** A feature snapshot and its labels. */
export interface LabelledSnapshot {
  readonly snapshot: Relation;
  /** One row with a `user_id` per converter. */
  readonly labels: Relation;
}

export interface LabelledSnapshotOptions extends LabelledSnapshot {
  readonly dialect: Dialect;
  /** Columns over the snapshot `f`, as SQL. */
  readonly columns: readonly string[];
  /** Share of the users, by hash, that are read. */
  readonly sampleShare: number;
}

/** Every row of one snapshot as its columns, then `label`: 1 for a converter, else 0. The one way to join features and labels. */
export function labelledSnapshotSql({
  dialect,
  snapshot,
  labels,
  columns,
  sampleShare,
}: LabelledSnapshotOptions): string {
  const label = `CASE WHEN l.user_id IS NULL THEN ${dialect.float(0)} ELSE ${dialect.float(1)} END AS label`;
  return `SELECT ${[...columns, label].join(', ')}
FROM ${snapshot} AS f LEFT JOIN ${labels} AS l ON l.user_id = f.user_id
WHERE ${userSampleSql('f.user_bucket', sampleShare)}`;
}

/** How many rows `labelledSnapshotSql` gives, as `n`. */
export function sampledUsersSql(snapshot: Relation, sampleShare: number): string {
  return `SELECT COUNT(*) AS n FROM ${snapshot} AS f WHERE ${userSampleSql('f.user_bucket', sampleShare)}`;
}

export interface LabelledRowsOptions {
  readonly dialect: Dialect;
  readonly snapshots: readonly LabelledSnapshot[];
  /** Names of the features, in order. */
  readonly features: readonly string[];
  /** Share of the users, by hash, that are read. */
  readonly sampleShare: number;
}

/** Users are numbered by slices of their hash: no engine has to sort all rows in one place. */
const SLICES = 256;

/**
 * The rows of snapshots with their labels (absent means 0), without user ids: `position` (from 0, by snapshot in the
 * order given, then hash, then id), `snapshot_index`, `user_bucket`, `event_count`, `label`, then the features.
 * `position` gives the order, so that a reader may take rows in any order.
 */
export function labelledRowsSql({ dialect, snapshots, features, sampleShare }: LabelledRowsOptions): string {
  const slice = `CAST(FLOOR(f.user_bucket * ${SLICES}) AS ${dialect.typeNames.integer})`;
  const columns = ['user_bucket', 'event_count', ...features].map(dialect.column);
  const sampled = userSampleSql('f.user_bucket', sampleShare);
  const counts = snapshots.map(
    ({ snapshot }, index) =>
      `SELECT ${index} AS snapshot_index, ${slice} AS slice, COUNT(*) AS slice_rows FROM ${snapshot} AS f WHERE ${sampled} GROUP BY slice`,
  );
  const rows = snapshots.map((labelled, index) =>
    labelledSnapshotSql({
      ...labelled,
      dialect,
      sampleShare,
      columns: [
        `${index} AS snapshot_index`,
        `${slice} AS slice`,
        `ROW_NUMBER() OVER (PARTITION BY ${slice} ORDER BY f.user_bucket, f.user_id) AS row_of_slice`,
        ...columns.map((column) => `f.${column} AS ${column}`),
      ],
    }),
  );
  return `WITH slices AS (
  SELECT snapshot_index, slice, SUM(slice_rows) OVER (ORDER BY snapshot_index, slice) - slice_rows AS rows_before
  FROM (\n${counts.join('\nUNION ALL\n')}\n) AS counted
),
labelled AS (\n${rows.join('\nUNION ALL\n')}\n)
SELECT slices.rows_before + labelled.row_of_slice - 1 AS position, labelled.snapshot_index AS snapshot_index,
  ${columns
    .slice(0, 2)
    .map((column) => `labelled.${column} AS ${column}`)
    .join(', ')}, labelled.label AS label${columns
    .slice(2)
    .map((column) => `,\n  labelled.${column} AS ${column}`)
    .join('')}
FROM labelled JOIN slices ON slices.snapshot_index = labelled.snapshot_index AND slices.slice = labelled.slice`;
}
