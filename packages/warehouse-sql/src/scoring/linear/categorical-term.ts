import { type FittedCategorical, hasRareLevel } from '@propensity/core/preprocessing';
import type { Dialect } from '../../dialect/dialect.js';

/** What a categorical feature adds to η. */
export interface CategoricalTerm {
  /** A float expression, never NULL. */
  readonly value: string;
  /** The JOIN clause that it needs after the snapshot's table; null when it needs none. */
  readonly join: string | null;
  /** The list that it needs in a column named `alias` in every row; null when it needs none. */
  readonly list: string | null;
}

/**
 * @param column the feature's column, qualified
 * @param coded the texts of its codes, in order; null where the column is stored as texts
 * @param alias for the table of levels or the list of weights, where there is one
 * @param take returns the feature's coefficients, one per call
 */
export function categoricalTerm(
  dialect: Dialect,
  transformer: FittedCategorical,
  column: string,
  coded: readonly string[] | null,
  alias: string,
  take: () => number,
): CategoricalTerm {
  const { levels, rareLevels, othersAreRare = false, hasMissing } = transformer;
  const weights = levels.map((level): [string, number] => [level, take()]);
  const rare = hasRareLevel(transformer) ? take() : 0;
  const other = othersAreRare ? rare : 0;
  weights.push(...rareLevels.map((level): [string, number] => [level, rare]));
  const missing = hasMissing ? take() : 0;
  const known = (weight: string) => `CASE WHEN ${column} IS NULL THEN ${dialect.float(missing)} ELSE ${weight} END`;
  if (coded !== null && dialect.codedTexts !== null) {
    const weightOf = new Map(weights);
    const list = dialect.codedTexts.list(coded.map((text) => weightOf.get(text) ?? other));
    return { join: null, list, value: known(dialect.codedTexts.find(alias, column)) };
  }
  const { join, weight } = dialect.lookUp(alias, column, weights);
  return { join, list: null, value: known(`COALESCE(${weight}, ${dialect.float(other)})`) };
}
