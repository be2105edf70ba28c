import { PropensityError } from '@propensity/core';

/**
 * Refuses an expression that names columns which no day of the export has and Google does not export either.
 * @param columns those that the expression names
 * @param known those of the days and of Google's schema
 * @throws PropensityError `bad_feature` listing what there is
 */
export function refuseUnknownColumns(feature: string, columns: readonly string[], known: readonly string[]): void {
  const names = new Set(known.map((name) => name.toLowerCase()));
  const unknown = columns.filter((column) => !names.has(column.toLowerCase()));
  if (unknown.length === 0) return;
  const there = [...new Set(known)].sort().join(', ');
  throw new PropensityError(
    'bad_feature',
    `The SQL of the feature "${feature}" names ${unknown.map((name) => `"${name}"`).join(', ')}, which the export does not have.`,
    { kind: 'usage', hint: `There are ${there}.`, details: { feature, unknown } },
  );
}
