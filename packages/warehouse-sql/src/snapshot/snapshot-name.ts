import type { FeatureSpec } from '@propensity/core';
import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import { type CalendarDay, suffixOfDay } from '@propensity/core/windows';

/** What the names of all tables of feature snapshots begin with. */
export const SNAPSHOTS_PREFIX = 'ma_features_';

/**
 * The name of the table of a feature snapshot. It contains a hash of everything that determines the rows, so that a
 * snapshot of other features, or of data that have changed since, is another table.
 * @param decisive what determines the rows besides S and the features: windows, and the days that they are computed
 * from
 */
export function snapshotTableName(
  snapshot: CalendarDay,
  features: readonly FeatureSpec[],
  decisive: Readonly<Record<string, unknown>>,
): string {
  return `${snapshotTablePrefix(snapshot, features)}${hashOf(decisive).slice(0, 12)}`;
}

/**
 * What the names of all tables of a snapshot with these features begin with: of the data as they are now, and as they
 * were before.
 */
export function snapshotTablePrefix(snapshot: CalendarDay, features: readonly FeatureSpec[]): string {
  const identity = features.map(({ name, definitionHash }) => [name, definitionHash]);
  return `${SNAPSHOTS_PREFIX}${suffixOfDay(snapshot)}_${hashOf(identity).slice(0, 8)}_`;
}

function hashOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
