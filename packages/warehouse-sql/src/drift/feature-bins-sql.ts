import type { BinCounts, FeatureBins } from '@propensity/core/drift';
import type { DistributionOptions } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { userSampleSql } from '../snapshot/user-sample-sql.js';

export interface FeatureBinsOptions extends DistributionOptions {
  readonly dialect: Dialect;
  /** A feature snapshot. */
  readonly snapshot: Relation;
}

/**
 * One row over a feature snapshot: `counted`, the users of the sample, and of those `known_i`, whose i-th feature is known, and `from_i_j`, for
 * whom it is at least its j-th edge; where it is a number.
 */
export function numericBinsSql({ dialect, snapshot, bins, share }: FeatureBinsOptions): string {
  const counts = bins.flatMap((bin, index) => {
    if (bin.kind !== 'numeric') return [];
    const column = dialect.column(bin.name);
    return [
      `COUNT(${column}) AS known_${index}`,
      ...bin.edges.map((edge, place) => `${countFrom(dialect, column, edge)} AS from_${index}_${place}`),
    ];
  });
  return `SELECT COUNT(*) AS counted${counts.map((count) => `,\n  ${count}`).join('')}
FROM ${snapshot} AS f
WHERE ${userSampleSql('user_bucket', share)}`;
}

/**
 * One row for each feature that is a category and each of its bins that has users: `feature` and `bin`, their indices, the last bin being of
 * users of whom it is missing, and `users`, of the sample; null where there is no category.
 */
export function categoricalBinsSql({ dialect, snapshot, bins, share }: FeatureBinsOptions): string | null {
  const parts = bins.flatMap((bin, index) => {
    if (bin.kind !== 'categorical') return [];
    const column = dialect.column(bin.name);
    const { levels } = bin;
    const cases = levels.map((level, place) => `WHEN level = ${dialect.string(level)} THEN ${place}`);
    return [
      `SELECT ${index} AS feature, CASE WHEN level IS NULL THEN ${levels.length + 1} ${cases.join(' ')} ELSE ${levels.length} END AS bin, users
FROM (
  SELECT ${dialect.cast(column, 'string')} AS level, COUNT(*) AS users
  FROM ${snapshot} AS f WHERE ${userSampleSql('user_bucket', share)} GROUP BY ${column}
) AS levels_${index}`,
    ];
  });
  if (parts.length === 0) return null;
  return `SELECT feature, bin, CAST(SUM(users) AS ${dialect.typeNames.integer}) AS users
FROM (
${parts.join('\nUNION ALL\n')}
) AS by_level
GROUP BY feature, bin`;
}

/** A row of `categoricalBinsSql`. */
export interface CategoricalBinRow {
  readonly feature: number;
  readonly bin: number;
  readonly users: number;
}

/** What the rows of both statements say. @param bins those that they were asked for */
export function binCountsOf(
  bins: readonly FeatureBins[],
  numeric: Readonly<Record<string, number>>,
  categorical: readonly CategoricalBinRow[],
): BinCounts[] {
  const counted = numeric.counted!;
  return bins.map((bin, index): BinCounts => {
    if (bin.kind === 'numeric') {
      const known = numeric[`known_${index}`]!;
      const from = bin.edges.map((_, place) => numeric[`from_${index}_${place}`]!);
      return { name: bin.name, counts: [...between(known, from), counted - known] };
    }
    const counts = Array<number>(bin.levels.length + 2).fill(0);
    for (const row of categorical) if (row.feature === index) counts[row.bin] = row.users;
    return { name: bin.name, counts };
  });
}

/** One row over staged scores: `counted`, and `from_j`, the users whose score is at least the j-th edge. */
export function scoreBinsSql(dialect: Dialect, staging: string, edges: readonly number[]): string {
  const counts = edges.map((edge, place) => `, ${countFrom(dialect, 'proba', edge)} AS from_${place}`);
  return `SELECT COUNT(*) AS counted${counts.join('')} FROM ${dialect.table(staging)} AS s`;
}

/** The users in each bin, from the row of `scoreBinsSql`. */
export function scoreCountsOf(edges: readonly number[], row: Readonly<Record<string, number>>): number[] {
  return between(
    row.counted!,
    edges.map((_, place) => row[`from_${place}`]!),
  );
}

function countFrom(dialect: Dialect, column: string, edge: number): string {
  return `COUNT(CASE WHEN ${column} >= ${dialect.float(edge)} THEN 1 END)`;
}

/** The users of each bin, from those who are in it or a later one. */
function between(all: number, from: readonly number[]): number[] {
  const atLeast = [all, ...from, 0];
  return atLeast.slice(0, -1).map((users, bin) => users - atLeast[bin + 1]!);
}
