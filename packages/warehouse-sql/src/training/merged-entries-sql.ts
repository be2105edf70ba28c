/**
 * SQL of `mergedEntries` of core: neighbouring entries together until they have `least` rows.
 * @param entries a query of floats: `place`, `label`, `entry_key`, `n` and `total`; those of a place and label are in an order of their own
 * @param least rows of a group, a float expression over `place`
 * @returns a query of `place`, `score`, the mean of the totals, `label` and `n`
 */
export function mergedEntriesSql(entries: string, least: string): string {
  const soFar = (of: string) =>
    `(PARTITION BY ${of} ORDER BY entry_key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  return `SELECT place, SUM(total) / SUM(n) AS score, label, SUM(n) AS n
FROM (
  SELECT place, label, n, total, least,
    CASE WHEN small = 0e0 OR small_rows < least THEN GREATEST(run, 1e0) ELSE run END AS run,
    CASE WHEN small = 0e0 OR small_rows < least THEN -1e0
      ELSE LEAST(FLOOR((through - n) / width), GREATEST(0e0, FLOOR(small_rows / width) - 1e0)) END AS part
  FROM (
    SELECT *, SUM(small) OVER (PARTITION BY place, label, run) AS small_rows,
      SUM(small) OVER ${soFar('place, label, run')} AS through,
      least + MAX(small) OVER (PARTITION BY place, label, run) - 1e0 AS width
    FROM (
      SELECT *, CASE WHEN n >= least THEN 0e0 ELSE n END AS small,
        SUM(CASE WHEN n >= least THEN 1e0 ELSE 0e0 END) OVER ${soFar('place, label')} AS run
      FROM (SELECT *, ${least} AS least FROM (
${entries}
      ) AS entries) AS sized
    ) AS runs
  ) AS placed
) AS parted
GROUP BY place, label, run, part
HAVING SUM(n) >= MIN(least)`;
}

/** The least rows of each place. @param least by place */
export function leastOfPlace(float: (value: number) => string, least: readonly number[]): string {
  const different = new Set(least);
  if (different.size === 1) return float(least[0]!);
  const cases = least.map((rows, place) => `WHEN ${float(place)} THEN ${float(rows)}`);
  return `CASE place ${cases.join(' ')} END`;
}
