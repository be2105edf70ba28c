import type { Dialect } from '../dialect/dialect.js';

/** As in core. */
const PARTS = 2 ** 52;
const HASHES = 2 ** 24;

/**
 * `scoresChecksum` of core over all rows of a query: the same number on every warehouse; 0 of no rows.
 * @param selected SQL text: whether the decision selects the user of the row
 */
export function scoresChecksum(dialect: Dialect, selected = 'selected'): string {
  const { cast, string, userBucket } = dialect;
  const texts = [
    cast(cast(`FLOOR(proba * ${dialect.float(PARTS)})`, 'integer'), 'string'),
    cast('COALESCE(event_count, -1)', 'string'),
    `CASE WHEN ${selected} THEN '1' ELSE '0' END`,
    'user_id',
  ];
  const row = `(${texts.join(` || ${string(' ')} || `)})`;
  const hash = cast(`FLOOR(${userBucket(row)} * ${dialect.float(HASHES)})`, 'integer');
  return cast(`COALESCE(SUM(${hash}), 0)`, 'integer');
}

/** `scoresChecksum` of staged scores, as one value. @param selected of `selectedSql` */
export function scoresChecksumSql(dialect: Dialect, staging: string, selected: string): string {
  return `SELECT ${scoresChecksum(dialect, selected)} AS checksum FROM ${dialect.table(staging)}`;
}
