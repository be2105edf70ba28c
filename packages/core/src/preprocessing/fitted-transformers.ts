/**
 * The fitted preprocessing as data: what `fit` learned, what the artifact stores, and what the SQL compiler reads. Both
 * scorers (core's and the warehouse's) implement exactly these rules.
 */

/**
 * A numeric feature x becomes w·z with
 *   x' = impute when x is missing (NULL or NaN), else x
 *   t  = log1p ? sign(x')·ln(1 + |x'|) : x'
 *   z  = (t − mean) / scale
 * and, where `missingIndicator` is true, a second column that is 1 when x was missing and 0 otherwise (not scaled).
 */
export interface FittedNumeric {
  readonly kind: 'numeric';
  readonly name: string;
  readonly log1p: boolean;
  /** Replaces a missing value, on the raw scale (the training rows' median). */
  readonly impute: number;
  /** Mean of t over the training rows. */
  readonly mean: number;
  /** Population standard deviation of t over the training rows; 1 where it was 0. */
  readonly scale: number;
  readonly missingIndicator: boolean;
}

/**
 * A categorical feature selects one level; every level has one coefficient, none is dropped:
 *   in `levels`      → that level
 *   in `rareLevels`  → the level "(rare)": levels seen in training on fewer than the minimum of rows
 *   missing (NULL)   → the level "(missing)", where `hasMissing`
 *   anything else    → the level "(rare)" where `othersAreRare`; otherwise no level: never seen in training, so it adds 0 and has no
 *                      column
 */
export interface FittedCategorical {
  readonly kind: 'categorical';
  readonly name: string;
  readonly levels: readonly string[];
  readonly rareLevels: readonly string[];
  /** Set for a feature of many levels that come and go: they are not listed, and new ones are rare ones. */
  readonly othersAreRare?: boolean;
  /** True when the training rows had a missing value: then "(missing)" has a coefficient of its own; otherwise it scores 0. */
  readonly hasMissing: boolean;
}

export type FittedTransformer = FittedNumeric | FittedCategorical;

export const RARE_LEVEL = '(rare)';
export const MISSING_LEVEL = '(missing)';

/** True where "(rare)" has a coefficient. */
export function hasRareLevel({ rareLevels, othersAreRare }: FittedCategorical): boolean {
  return rareLevels.length > 0 || othersAreRare === true;
}

/**
 * The names of the design's columns, in the order of the coefficients: for each transformer in turn, a numeric gives
 * `name` and, with an indicator, `name=(missing)`; a categorical gives `name=level` for each level, then `name=(rare)`
 * when there are rare levels (`hasRareLevel`), then `name=(missing)` when `hasMissing`. A level that is called "(rare)" or "(missing)"
 * itself, or begins with a quotation mark, is written in JSON's quotation marks: `name="(rare)"`.
 */
export function designColumnNames(transformers: readonly FittedTransformer[]): string[] {
  const names: string[] = [];
  for (const transformer of transformers) {
    if (transformer.kind === 'numeric') {
      names.push(transformer.name);
      if (transformer.missingIndicator) names.push(`${transformer.name}=${MISSING_LEVEL}`);
    } else {
      for (const level of transformer.levels) names.push(`${transformer.name}=${nameOfLevel(level)}`);
      if (hasRareLevel(transformer)) names.push(`${transformer.name}=${RARE_LEVEL}`);
      if (transformer.hasMissing) names.push(`${transformer.name}=${MISSING_LEVEL}`);
    }
  }
  return names;
}

/** A name that differs from every other level's, and from "(rare)" and "(missing)". */
function nameOfLevel(level: string): string {
  const isReserved = level === RARE_LEVEL || level === MISSING_LEVEL || level.startsWith('"');
  return isReserved ? JSON.stringify(level) : level;
}
