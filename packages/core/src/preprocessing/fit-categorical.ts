import type { CategoricalColumn } from '../table/table.js';
import { requireCodes } from './check-codes.js';
import type { FittedCategorical } from './fitted-transformers.js';
import { chosenLength, type RowChoice } from './row-choice.js';

/** So many levels of a feature with many are told apart. */
export const MANY_LEVELS = 100;

/**
 * The levels seen on the training rows, sorted by UTF-16 code units so that their order does not depend on that of the
 * rows; those on fewer than `minLevelCount` rows become rare levels.
 * @param manyLevels keeps the `MANY_LEVELS` most frequent of the others only; whatever is not among them is rare, never seen or not
 * @throws PropensityError `bad_codes`
 * @see scikit-learn's `OneHotEncoder(min_frequency=…)`
 */
export function fitCategorical(
  name: string,
  column: CategoricalColumn,
  minLevelCount: number,
  rows?: RowChoice,
  manyLevels = false,
): FittedCategorical {
  const { codes } = column;
  const counts = new Float64Array(column.levels.length);
  const n = chosenLength(rows, codes.length);
  let missing = 0;
  let lowest = 0;
  for (let i = 0; i < n; i++) {
    const code = codes[rows === undefined ? i : rows[i]!]!;
    if (code < 0) {
      missing++;
      lowest = Math.min(lowest, code);
    } else counts[code]!++;
  }
  // A code beyond the dictionary has not been counted.
  const counted = counts.reduce((sum, count) => sum + count, missing);
  if (lowest < -1 || counted < n) requireCodes(name, column);
  // Two codes may spell the same level (concatenated dictionaries): count by text.
  const byLevel = new Map<string, number>();
  column.levels.forEach((level, code) => {
    if (counts[code]! > 0) byLevel.set(level, (byLevel.get(level) ?? 0) + counts[code]!);
  });
  return categoricalOfCounts(name, byLevel, missing, { minLevelCount, manyLevels });
}

/**
 * The same from counted levels.
 * @param byLevel rows of each level that training rows have; with `manyLevels` the most frequent ones are enough
 * @param options.seen how many levels training rows have, where some are not listed
 */
export function categoricalOfCounts(
  name: string,
  byLevel: ReadonlyMap<string, number>,
  missing: number,
  options: { readonly minLevelCount: number; readonly manyLevels: boolean; readonly seen?: number },
): FittedCategorical {
  const { minLevelCount, manyLevels } = options;
  const seen = [...byLevel.keys()].sort();
  if (manyLevels) {
    const frequent = seen.filter((level) => byLevel.get(level)! >= minLevelCount);
    // Sorting is stable: levels of one frequency stay in the order of their texts.
    const levels = frequent
      .sort((a, b) => byLevel.get(b)! - byLevel.get(a)!)
      .slice(0, MANY_LEVELS)
      .sort();
    const others = levels.length < (options.seen ?? seen.length) ? { othersAreRare: true as const } : {};
    return { kind: 'categorical', name, levels, rareLevels: [], ...others, hasMissing: missing > 0 };
  }
  return {
    kind: 'categorical',
    name,
    levels: seen.filter((level) => byLevel.get(level)! >= minLevelCount),
    rareLevels: seen.filter((level) => byLevel.get(level)! < minLevelCount),
    hasMissing: missing > 0,
  };
}
