import type { FittedCategorical } from '@propensity/core';
import type { Dialect } from '../dialect/dialect.js';

/** What a categorical feature adds to η. */
export interface CategoricalTerm {
  /** A float expression, never NULL. */
  readonly value: string;
  /** What it needs after the snapshot's table; null when it needs nothing. */
  readonly join: string | null;
}

/**
 * @param column the feature's, qualified
 * @param alias for the table of levels, should there be one
 * @param take the feature's coefficients, one after the other
 */
export function categoricalTerm(
  dialect: Dialect,
  { levels, rareLevels, hasMissing }: FittedCategorical,
  column: string,
  alias: string,
  take: () => number,
): CategoricalTerm {
  const weights = levels.map((level): [string, number] => [level, take()]);
  const rare = rareLevels.length > 0 ? take() : 0;
  weights.push(...rareLevels.map((level): [string, number] => [level, rare]));
  const missing = hasMissing ? take() : 0;
  const { join, weight } = dialect.lookUp(alias, column, weights);
  return {
    join,
    value: `CASE WHEN ${column} IS NULL THEN ${dialect.float(missing)} ELSE COALESCE(${weight}, 0e0) END`,
  };
}
