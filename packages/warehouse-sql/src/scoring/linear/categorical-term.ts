import { type FittedCategorical, hasRareLevel } from '@propensity/core/preprocessing';
import type { Dialect, TextWeights } from '../../dialect/dialect.js';

/** What each text of a category adds to η. */
export interface CategoricalWeights {
  readonly weights: TextWeights;
  /** Of a text that is not among them. */
  readonly other: number;
  readonly missing: number;
}

/** What a categorical feature adds to η. */
export interface CategoricalTerm {
  /** A float expression, never NULL. */
  readonly value: string;
  /** The JOIN clause that it needs after the snapshot's table; null when it needs none. */
  readonly join: string | null;
  /** The list that it needs in a column named `alias` in every row; null when it needs none. */
  readonly list: string | null;
}

/** @param take returns the feature's coefficients, one per call */
export function linearWeights(transformer: FittedCategorical, take: () => number): CategoricalWeights {
  const { levels, rareLevels, othersAreRare = false, hasMissing } = transformer;
  const weights = levels.map((level): [string, number] => [level, take()]);
  const rare = hasRareLevel(transformer) ? take() : 0;
  weights.push(...rareLevels.map((level): [string, number] => [level, rare]));
  return { weights, other: othersAreRare ? rare : 0, missing: hasMissing ? take() : 0 };
}

/**
 * @param column the feature's column, qualified
 * @param coded the texts of its codes, in order; null where the column is stored as texts
 * @param alias for the table of levels or the list of weights, where there is one
 */
export function categoricalTerm(
  dialect: Dialect,
  { weights, other, missing }: CategoricalWeights,
  column: string,
  coded: readonly string[] | null,
  alias: string,
): CategoricalTerm {
  const known = (weight: string) => `CASE WHEN ${column} IS NULL THEN ${dialect.float(missing)} ELSE ${weight} END`;
  if (coded !== null && dialect.codedTexts !== null) {
    const weightOf = new Map(weights);
    const list = dialect.codedTexts.list(coded.map((text) => weightOf.get(text) ?? other));
    return { join: null, list, value: known(dialect.codedTexts.find(alias, column)) };
  }
  const { join, weight } = dialect.lookUp(alias, column, weights);
  return { join, list: null, value: known(`COALESCE(${weight}, ${dialect.float(other)})`) };
}
