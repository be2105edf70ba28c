import type { FeatureSpec } from '@propensity/core';
import type { FeatureProfile, SnapshotProfile } from '@propensity/core/drift';
import type { ProfileOptions } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { userSampleSql } from '../snapshot/user-sample-sql.js';

export interface FeatureProfileOptions extends ProfileOptions {
  readonly dialect: Dialect;
  /** A feature snapshot. */
  readonly snapshot: Relation;
  /** Its features, in the order of the columns. */
  readonly features: readonly FeatureSpec[];
}

/**
 * One row over a feature snapshot: `users`, `profiled`, the users of the sample, and over those `missing_i` and `zero_i` of the i-th
 * feature where it is a number.
 */
export function numericProfileSql({ dialect, snapshot, features, share }: FeatureProfileOptions): string {
  const counts = features.flatMap(({ name, kind }, index) => {
    if (kind !== 'numeric') return [];
    const column = dialect.column(name);
    return [
      `COUNT(*) - COUNT(${column}) AS missing_${index}`,
      `COUNT(CASE WHEN ${column} = 0 THEN 1 END) AS zero_${index}`,
    ];
  });
  return `SELECT (SELECT COUNT(*) FROM ${snapshot} AS everyone) AS users, COUNT(*) AS profiled${counts.map((count) => `,\n  ${count}`).join('')}
FROM ${snapshot} AS f
WHERE ${userSampleSql('user_bucket', share)}`;
}

/**
 * One row for each feature that is a category: `feature`, its index, then `missing` and `unseen`, over the users of the sample; null
 * where there is none. Texts are compared once per level, not once per user.
 */
export function categoricalProfileSql(options: FeatureProfileOptions): string | null {
  const { dialect, snapshot, features, levels, share } = options;
  const parts = features.flatMap(({ name, kind }, index) => {
    if (kind !== 'categorical') return [];
    const known = levels.get(name);
    const isKnown = known === undefined ? 'TRUE' : known.length === 0 ? 'FALSE' : dialect.isOneOf('level', known);
    const sum = (condition: string) =>
      `CAST(COALESCE(SUM(CASE WHEN ${condition} THEN users ELSE 0 END), 0) AS ${dialect.typeNames.integer})`;
    const column = dialect.column(name);
    return [
      `SELECT ${index} AS feature, ${sum('level IS NULL')} AS missing, ${sum(`level IS NOT NULL AND NOT (${isKnown})`)} AS unseen
FROM (
  SELECT ${dialect.cast(column, 'string')} AS level, COUNT(*) AS users
  FROM ${snapshot} AS f WHERE ${userSampleSql('user_bucket', share)} GROUP BY ${column}
) AS levels`,
    ];
  });
  return parts.length === 0 ? null : parts.join('\nUNION ALL\n');
}

/** A row of `categoricalProfileSql`. */
export interface CategoricalProfileRow {
  readonly feature: number;
  readonly missing: number;
  readonly unseen: number;
}

/** What the rows of both statements say. @param features those that they were asked for */
export function snapshotProfileOf(
  features: readonly FeatureSpec[],
  numeric: Readonly<Record<string, number>>,
  categorical: readonly CategoricalProfileRow[],
): SnapshotProfile {
  const categories = new Map(categorical.map((row) => [row.feature, row]));
  return {
    users: numeric.users!,
    profiled: numeric.profiled!,
    features: features.map(({ name, kind }, index): FeatureProfile => {
      if (kind === 'numeric') {
        return { name, missing: numeric[`missing_${index}`]!, zero: numeric[`zero_${index}`]!, unseen: 0 };
      }
      const { missing, unseen } = categories.get(index)!;
      return { name, missing, zero: 0, unseen };
    }),
  };
}
