import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';

export interface OutcomesOptions {
  readonly dialect: Dialect;
  /** Name of the predictions' history. */
  readonly history: string;
  /** S. */
  readonly week: string;
  readonly model: string;
  /** One `user_id` per converter. */
  readonly labels: Relation;
  /** Further columns of the history that are read along; none when left out. */
  readonly along?: readonly string[];
}

/** Users are numbered by slices of their hash: no engine has to sort all rows in one place. */
const SLICES = 256;

/**
 * History rows of a snapshot and model with what really happened: `user_id`, `proba`, `event_count`, `label` (1 or 0; 0 for
 * users who did not come back), in no order.
 */
export function outcomesSql({ dialect, history, week, model, labels, along = [] }: OutcomesOptions): string {
  const further = along.map((name) => ` h.${name} AS ${name},`).join('');
  return `SELECT h.user_id AS user_id, h.proba AS proba, h.event_count AS event_count,${further} CASE WHEN l.user_id IS NULL THEN 0e0 ELSE 1e0 END AS label
FROM ${dialect.table(history)} AS h
LEFT JOIN ${labels} AS l ON l.user_id = h.user_id
WHERE ${ofRun('h', dialect, week, model)}`;
}

/**
 * The same rows without user ids, and with `position` (from 0, by slice of the hash, then `user_id`), which gives the
 * order: a reader may take the rows in any order, several parts at once.
 */
export function numberedOutcomesSql(options: OutcomesOptions): string {
  const { dialect, history, week, model, along = [] } = options;
  const further = along.map((name) => `, ${name}`).join('');
  const slice = `CAST(FLOOR(${dialect.userBucket('user_id')} * ${SLICES}) AS ${dialect.typeNames.integer})`;
  return `WITH slices AS (
  SELECT slice, SUM(slice_rows) OVER (ORDER BY slice) - slice_rows AS rows_before
  FROM (
    SELECT ${slice} AS slice, COUNT(*) AS slice_rows
    FROM ${dialect.table(history)} AS h WHERE ${ofRun('h', dialect, week, model)} GROUP BY slice
  ) AS counted
),
outcomes AS (
  SELECT slice, ROW_NUMBER() OVER (PARTITION BY slice ORDER BY user_id) AS row_of_slice, proba, event_count, label${further}
  FROM (SELECT ${slice} AS slice, user_id, proba, event_count, label${further} FROM (\n${outcomesSql(options)}\n) AS joined) AS sliced
)
SELECT slices.rows_before + outcomes.row_of_slice - 1 AS position, outcomes.proba AS proba,
  outcomes.event_count AS event_count, outcomes.label AS label${along.map((name) => `, outcomes.${name} AS ${name}`).join('')}
FROM outcomes JOIN slices ON slices.slice = outcomes.slice`;
}

function ofRun(table: string, dialect: Dialect, week: string, model: string): string {
  return `${table}.predicted_week = ${dialect.date(week)} AND ${table}.model = ${dialect.string(model)}`;
}
