import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { FeatureUnit } from '../table/feature-spec.js';
import type { Table } from '../table/table.js';
import { fitCategorical } from './fit-categorical.js';
import { fitNumbers } from './fit-numbers.js';
import { FittedPreprocessor } from './fitted-preprocessor.js';
import { chosenLength } from './row-choice.js';

/** What the preprocessor needs to know about a column. A `FeatureSpec` has it. */
export interface PreprocessorFeature {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  /** Determines `log1p` where that is left out. */
  readonly unit?: FeatureUnit;
  /** Take sign(x)·ln(1 + |x|) before standardising; numeric features only. */
  readonly log1p?: boolean;
  /** Keeps only the `MANY_LEVELS` most frequent levels; all others, never seen ones too, are "(rare)". Categorical features only. */
  readonly manyLevels?: boolean;
}

export interface PreprocessorOptions {
  /** Levels seen on fewer training rows than this are grouped into "(rare)". Default 1: no grouping. */
  readonly minLevelCount?: number;
  /** Units whose features are taken as log1p unless the feature says otherwise. Default: count, amount, seconds, days. */
  readonly log1pUnits?: readonly FeatureUnit[];
  /** Adds a column "was missing" to numeric features that have a missing value in training. Default true. */
  readonly missingIndicator?: boolean;
}

/** Learns a preprocessing from rows. */
export interface PreprocessingEstimator {
  fit(table: Table, rows?: ArrayLike<number>): FittedPreprocessor;
}

/** Units of skewed, mostly positive quantities: their logarithm is closer to what a linear model can use. */
export const DEFAULT_LOG1P_UNITS: readonly FeatureUnit[] = ['count', 'amount', 'seconds', 'days'];

/**
 * Learns standardising, imputing, rare-level grouping and levels from training rows, in the given order of features.
 *
 * @example
 * import { Preprocessor, tableFromRows } from '@propensity/core';
 *
 * const rows = [{ sessions: 3, device: 'mobile' }, { sessions: 12, device: 'desktop' }];
 * const features = [{ name: 'sessions', kind: 'numeric' }, { name: 'device', kind: 'categorical' }] as const;
 * const preprocessing = new Preprocessor(features).fit(tableFromRows(features, rows));
 * preprocessing.columnNames; // → ['sessions', 'device=desktop', 'device=mobile']
 *
 * @see scikit-learn's `ColumnTransformer` of `SimpleImputer`, `StandardScaler` and `OneHotEncoder`
 */
export class Preprocessor implements PreprocessingEstimator {
  readonly features: readonly PreprocessorFeature[];
  readonly minLevelCount: number;
  readonly log1pUnits: readonly FeatureUnit[];
  readonly missingIndicator: boolean;

  /**
   * @throws PropensityError `bad_preprocessor` for duplicate features or a `minLevelCount` that is not a positive
   * number.
   */
  constructor(features: readonly PreprocessorFeature[], options: PreprocessorOptions = {}) {
    this.features = features;
    this.minLevelCount = options.minLevelCount ?? 1;
    this.log1pUnits = options.log1pUnits ?? DEFAULT_LOG1P_UNITS;
    this.missingIndicator = options.missingIndicator ?? true;
    if (!(this.minLevelCount >= 1)) {
      throw new PropensityError('bad_preprocessor', `minLevelCount must be 1 or more, not ${this.minLevelCount}.`, {
        kind: 'usage',
      });
    }
    const names = new Set<string>();
    for (const { name } of features) {
      if (names.has(name)) {
        throw new PropensityError('bad_preprocessor', `The feature "${name}" is listed twice.`, { kind: 'usage' });
      }
      names.add(name);
    }
  }

  /**
   * Learns from the rows of `table`; columns that are not features are ignored. A numeric column without any value is
   * imputed by 0, so that only its missing indicator has an effect.
   * @param rows indices of the rows to learn from, without copying the table; default all
   * @param compute its threads help where the table is large and in shared memory; the result is the same without them
   * @throws PropensityError `empty_table`, `unknown_column`, `wrong_column_kind`, `infinite_value`, `value_too_large`,
   * `bad_codes`, and `ambiguous_names` where two columns of the design would have the same name: a feature `a` with the
   * level `b=c` beside a feature `a=b` with the level `c`
   */
  fit(table: Table, rows?: ArrayLike<number>, compute?: ComputeContext): FittedPreprocessor {
    if (chosenLength(rows, table.nRows) === 0)
      throw new PropensityError('empty_table', 'There are no rows to fit the preprocessing on.');
    const kept = table.rowsOf(rows);
    const numbers = this.features.filter(({ kind }) => kind === 'numeric');
    const learned = fitNumbers(
      numbers.map(({ name, log1p, unit }) => {
        const cells = table.cells(name);
        return {
          name,
          cells,
          logarithms: cells instanceof Float64Array ? table.derived.knownLogarithms(cells) : undefined,
          log1p: log1p ?? (unit !== undefined && this.log1pUnits.includes(unit)),
          missingIndicator: this.missingIndicator,
        };
      }),
      kept,
      compute?.threads,
    );
    const fittedNumbers = new Map(learned.map((fitted) => [fitted.name, fitted]));
    const fitted = new FittedPreprocessor(
      this.features.map(
        ({ name, manyLevels = false }) =>
          fittedNumbers.get(name) ?? fitCategorical(name, table.categories(name), this.minLevelCount, kept, manyLevels),
      ),
    );
    requireUniqueNames(fitted.columnNames);
    return fitted;
  }
}

/** @throws PropensityError `ambiguous_names` */
export function requireUniqueNames(columnNames: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of columnNames) {
    if (seen.has(name)) {
      throw new PropensityError('ambiguous_names', `Two columns of the design would be called "${name}".`, {
        kind: 'usage',
        hint: 'A category\'s columns are called "feature=level": rename the feature whose name has a "=" in it.',
      });
    }
    seen.add(name);
  }
}
