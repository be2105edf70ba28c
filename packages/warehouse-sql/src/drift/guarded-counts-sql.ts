import type { FeatureSpec } from '@propensity/core';
import type { BinCounts, FeatureBins, FeatureProfile, SnapshotProfile } from '@propensity/core/drift';
import type { Dialect } from '../dialect/dialect.js';
import { categoricalBinsSql, type FeatureBinsOptions, numericBinsSql } from './feature-bins-sql.js';
import { categoricalProfileSql, type FeatureProfileOptions, numericProfileSql } from './feature-profile-sql.js';

/** A row of both statements: a bin of a feature, by their indices, and its users. */
export interface GuardedCount {
  readonly feature: number;
  readonly bin: number;
  readonly users: number;
}

/** Stands for the feature in the row of the users in all; with the bin 1, of those that were counted. */
const EVERYONE = -1;

/**
 * The counts of `numericBinsSql` and `categoricalBinsSql`, a row for each bin that has users: bins of few users are counted as `fullestTakesFew` of core says.
 * @throws TypeError where `minUsers` is left out
 */
export function guardedBinsSql(options: FeatureBinsOptions): string | null {
  const { dialect, bins } = options;
  const cells = bins.flatMap((bin, index) => {
    if (bin.kind !== 'numeric') return [];
    const from = [`known_${index}`, ...bin.edges.map((_, place) => `from_${index}_${place}`), '0'];
    const between = from.slice(0, -1).map((users, place) => `${users} - ${from[place + 1]}`);
    return [...between, `counted - known_${index}`].map((users, place) => ({ feature: index, bin: place, users }));
  });
  const categorical = categoricalBinsSql(options);
  const parts = [
    ...(cells.length === 0 ? [] : [cellsSql(dialect, numericBinsSql(options), cells)]),
    ...(categorical === null ? [] : [categorical]),
  ];
  return parts.length === 0 ? null : guardedCountsSql(dialect, parts, leastOf(options));
}

/** The users in each bin. */
export function guardedBinsOf(bins: readonly FeatureBins[], rows: readonly GuardedCount[]): BinCounts[] {
  return bins.map((bin, index) => {
    const counts = Array<number>((bin.kind === 'numeric' ? bin.edges.length : bin.levels.length) + 2).fill(0);
    for (const row of rows) if (row.feature === index) counts[row.bin] = row.users;
    return { name: bin.name, counts };
  });
}

/**
 * The counts of `numericProfileSql` and `categoricalProfileSql` in the same way: users of whom a feature is missing (bin 0), 0 or unseen (1), and all others (2).
 */
export function guardedProfileSql(options: FeatureProfileOptions): string {
  const { dialect, features } = options;
  const numeric = numericProfileSql(options);
  const cells = features.flatMap(({ kind }, index) => {
    if (kind !== 'numeric') return [];
    const [missing, zero] = [`missing_${index}`, `zero_${index}`];
    return [missing, zero, `profiled - ${missing} - ${zero}`].map((users, bin) => ({ feature: index, bin, users }));
  });
  const categorical = categoricalProfileSql(options);
  const others = 'totals.profiled - categories.missing - categories.unseen';
  const columns = ['categories.missing', 'categories.unseen', others].map((users, bin) => `WHEN ${bin} THEN ${users}`);
  const bins = dialect.inlineTable('bins', [{ name: 'bin', type: 'integer' }], [['0'], ['1'], ['2']]);
  const parts = [
    ...(cells.length === 0 ? [] : [cellsSql(dialect, numeric, cells)]),
    ...(categorical === null
      ? []
      : [
          `SELECT categories.feature AS feature, bins.bin AS bin, CASE bins.bin ${columns.join(' ')} END AS users
FROM (${categorical}) AS categories CROSS JOIN (${numeric}) AS totals CROSS JOIN ${bins}`,
        ]),
  ];
  const everyone = [
    { feature: EVERYONE, bin: 0, users: 'users' },
    { feature: EVERYONE, bin: 1, users: 'profiled' },
  ];
  const counted = parts.length === 0 ? [] : [guardedCountsSql(dialect, parts, leastOf(options))];
  return [cellsSql(dialect, numeric, everyone), ...counted].join('\nUNION ALL\n');
}

/** What the rows say. @param features those that they were asked for */
export function guardedProfileOf(features: readonly FeatureSpec[], rows: readonly GuardedCount[]): SnapshotProfile {
  const usersOf = (feature: number, bin: number) =>
    rows.find((row) => row.feature === feature && row.bin === bin)?.users ?? 0;
  return {
    users: usersOf(EVERYONE, 0),
    profiled: usersOf(EVERYONE, 1),
    features: features.map(({ name, kind }, index): FeatureProfile => {
      const [missing, other] = [usersOf(index, 0), usersOf(index, 1)];
      return kind === 'numeric' ? { name, missing, zero: other, unseen: 0 } : { name, missing, zero: 0, unseen: other };
    }),
  };
}

function leastOf({ minUsers }: { readonly minUsers?: number | undefined }): number {
  if (minUsers === undefined) throw new TypeError('counts are guarded by a least number of users');
  return minUsers;
}

/** A row for each of these counts of a statement of one row. */
function cellsSql(
  dialect: Dialect,
  row: string,
  cells: readonly { readonly feature: number; readonly bin: number; readonly users: string }[],
): string {
  const places = dialect.inlineTable(
    'places',
    ['place', 'feature', 'bin'].map((name) => ({ name, type: 'integer' as const })),
    cells.map(({ feature, bin }, place) => [place, feature, bin].map(String)),
  );
  const cases = cells.map(({ users }, place) => `WHEN ${place} THEN ${users}`);
  return `SELECT places.feature AS feature, places.bin AS bin, CASE places.place ${cases.join(' ')} END AS users
FROM (${row}) AS counted_row CROSS JOIN ${places}`;
}

/** SQL of `fullestTakesFew` of core. @param parts queries of `feature`, `bin` and `users` */
function guardedCountsSql(dialect: Dialect, parts: readonly string[], minUsers: number): string {
  const few = `CASE WHEN users < ${minUsers} THEN users ELSE 0 END`;
  const all = `CASE WHEN place = 1 THEN users + few_users - ${few} ELSE users END`;
  return `SELECT feature, bin, CAST(users AS ${dialect.typeNames.integer}) AS users
FROM (
  SELECT feature, bin, ${all} AS users
  FROM (
    SELECT feature, bin, users, ROW_NUMBER() OVER (PARTITION BY feature ORDER BY users DESC, bin) AS place,
      SUM(${few}) OVER (PARTITION BY feature) AS few_users
    FROM (
${parts.join('\nUNION ALL\n')}
    ) AS all_counts
  ) AS ranked
) AS taken
WHERE users >= ${minUsers}`;
}
