import type { Dialect } from '../dialect/dialect.js';

/**
 * SQL of `mergedEntries` of core: neighbouring entries together until they have `least` rows.
 * @param entries a query of floats: `place`, `label`, `entry_key`, `n` and `total`; those of a place and label are in an order of their own
 * @param least rows of a group, by place
 * @returns a query of `place`, `score`, the mean of the totals, `label` and `n`
 */
export function mergedEntriesSql({ typeNames, float }: Dialect, entries: string, least: readonly number[]): string {
  const before = 'ORDER BY entry_key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
  const cases = least.map((rows, place) => `WHEN ${place} THEN ${float(rows)}`);
  const ofPlace = new Set(least).size === 1 ? float(least[0]!) : `CASE place ${cases.join(' ')} END`;
  // BigQuery takes no floats to tell partitions apart.
  const integer = (column: string) => `CAST(${column} AS ${typeNames.integer}) AS ${column}`;
  const number = (column: string) => `CAST(${column} AS ${typeNames.float}) AS ${column}`;
  return `SELECT ${number('place')}, SUM(total) / SUM(n) AS score, ${number('label')}, SUM(n) AS n
FROM (
  SELECT place, label, n, total, least,
    CASE WHEN small = 0e0 OR small_rows < least THEN GREATEST(run, 1) ELSE run END AS run,
    CASE WHEN small = 0e0 OR small_rows < least THEN -1e0
      ELSE LEAST(FLOOR((through - n) / width), GREATEST(0e0, FLOOR(small_rows / width) - 1e0)) END AS part
  FROM (
    SELECT *, SUM(small) OVER (PARTITION BY place, label, run) AS small_rows,
      SUM(small) OVER (PARTITION BY place, label, run ${before}) AS through,
      least + MAX(small) OVER (PARTITION BY place, label, run) - 1e0 AS width
    FROM (
      SELECT *, CASE WHEN n >= least THEN 0e0 ELSE n END AS small,
        SUM(CASE WHEN n >= least THEN 1 ELSE 0 END) OVER (PARTITION BY place, label ${before}) AS run
      FROM (SELECT *, ${ofPlace} AS least FROM (SELECT ${integer('place')}, ${integer('label')}, entry_key, n, total FROM (
${entries}
      ) AS entries) AS typed) AS sized
    ) AS runs
  ) AS placed
) AS parted
GROUP BY place, label, run, part
HAVING SUM(parted.n) >= MIN(parted.least)`;
}
