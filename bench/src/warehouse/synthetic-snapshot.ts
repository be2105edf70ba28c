import type { FeatureSpec, FeatureUnit } from '@propensity/core';

/** Number of levels of the categories, 20 for others: a snapshot's table has each as an ENUM. */
const LEVELS: Readonly<Record<string, number>> = {
  device_category: 3,
  operating_system: 8,
  browser: 12,
  device_brand: 30,
  language: 60,
  country: 120,
  region: 1000,
  first_source: 50,
  first_medium: 8,
  first_campaign: 200,
};

/** How a number of each unit is drawn: `u` is uniform in [0, 1). */
const NUMBERS: Readonly<Record<Exclude<FeatureUnit, 'category'>, string>> = {
  count: 'CASE WHEN u < 0.55 THEN 0 ELSE floor(-4 * ln(1 - (u - 0.55) / 0.45)) END',
  number: '1 + 5 * u ** 2',
  share: 'round(20 * u) / 20',
  hour: '24 * u',
  amount: 'CASE WHEN u < 0.8 THEN 0 ELSE round(exp(2 + 15 * (u - 0.8)), 2) END',
  seconds: 'CASE WHEN u < 0.4 THEN 0 ELSE round(-90 * ln(1 - (u - 0.4) / 0.6), 3) END',
  days: 'CASE WHEN u >= 0.4 THEN (u - 0.4) * 100 END',
};

/** The texts of a category. */
export function syntheticLevels(feature: string): string[] {
  return Array.from({ length: levelsOf(feature) }, (_, level) => `${feature}_${String(level).padStart(4, '0')}`);
}

function levelsOf(feature: string): number {
  return LEVELS[feature] ?? 20;
}

/**
 * Rows of a feature snapshot: skewed counts, amounts and durations with many zeros, days that are missing where something never happened,
 * categories of about 1,500 levels. Needs `DRAW_MACROS`; the same number of users gives the same rows.
 */
export function syntheticSnapshotSql(users: number, features: readonly FeatureSpec[]): string {
  const columns = features.map(({ name, kind, unit }) => {
    const value =
      kind === 'categorical'
        ? `level(visitor, '${name}', ${levelsOf(name)})`
        : `(${NUMBERS[unit as Exclude<FeatureUnit, 'category'>].replaceAll(/\bu\b/g, `draw(visitor, '${name}')`)})::DOUBLE`;
    return `${value} AS "${name}"`;
  });
  return `SELECT (1_000_000_000 + hash(visitor) % 9_000_000_000) || '.' || (1_700_000_000 + visitor) AS user_id,
  draw(visitor, 'bucket') AS user_bucket, 1 + floor(20 * draw(visitor, 'events') ** 4)::BIGINT AS event_count,
  ${columns.join(',\n  ')}
FROM range(${users}) AS r(visitor)`;
}
