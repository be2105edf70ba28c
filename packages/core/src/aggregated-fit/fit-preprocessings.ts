import type {
  LevelCounts,
  NumberRange,
  PreparedColumns,
  PreparedLevels,
  PreparedNumber,
  RowSet,
  TrainingRows,
} from '../ports/training-rows.js';
import { categoricalOfCounts, MANY_LEVELS } from '../preprocessing/fit-categorical.js';
import { infiniteValue, scaleOf, valueTooLarge } from '../preprocessing/fit-numeric.js';
import { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
import type { FittedCategorical, FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { LevelSlots } from '../preprocessing/level-slots.js';
import { type PreprocessingEstimator, Preprocessor, requireUniqueNames } from '../preprocessing/preprocessor.js';
import { FEW_USERS } from '../small-groups/row-parts.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';
import { Table } from '../table/table.js';
import { UNHEARD_OF } from './design-map.js';
import { findRanks, medianRanks } from './order-statistics.js';

/** The preprocessings of several sets of rows, and the columns that their designs have in common. */
export interface FittedPreprocessings {
  /** One for each set. */
  readonly fitted: readonly FittedPreprocessor[];
  readonly columns: PreparedColumns;
}

/**
 * What `estimator.fit` gives for each set of rows, from counts and sums alone; the rows are prepared for fits with all of them.
 * @throws PropensityError `infinite_value`, `value_too_large`, `ambiguous_names`
 */
export async function fitPreprocessings(
  rows: TrainingRows,
  estimator: PreprocessingEstimator,
  sets: readonly RowSet[],
): Promise<FittedPreprocessings> {
  if (estimator instanceof Preprocessor) return fitAll(rows, estimator, sets);
  // One that was built beforehand: it does not look at the rows.
  const given = estimator.fit(new Table([]));
  const { transformers } = given;
  const levels = transformers.flatMap((transformer) =>
    transformer.kind === 'categorical'
      ? [classesOf(transformer.name, [...transformer.levels, ...transformer.rareLevels], [transformer])]
      : [],
  );
  const named = transformers.flatMap((each) =>
    each.kind === 'numeric' ? [{ name: each.name, log1p: each.log1p }] : [],
  );
  const ranges = await rangesOf(rows, named);
  const columns = { numbers: await preparedNumbers(rows, named, ranges), levels };
  await rows.prepare(columns);
  return { fitted: sets.map(() => given), columns };
}

async function fitAll(
  rows: TrainingRows,
  estimator: Preprocessor,
  sets: readonly RowSet[],
): Promise<FittedPreprocessings> {
  const { features, minLevelCount } = estimator;
  const named = features.flatMap(({ name, kind, log1p, unit }) =>
    kind === 'numeric' ? [{ name, log1p: log1p ?? (unit !== undefined && estimator.log1pUnits.includes(unit)) }] : [],
  );
  const texts = features.filter(({ kind }) => kind === 'categorical');
  const ranges = await rangesOf(rows, named);
  const counted = await rows.levels(
    texts.map(({ name, manyLevels = false }) => ({ name, most: manyLevels ? MANY_LEVELS : ('all' as const) })),
    sets,
  );
  const medians = await mediansOf(rows, named, ranges, sets);
  const totals = await rows.counts(sets);
  const categoricals = texts.map(({ name, manyLevels = false }, place) =>
    sets.map((_, set) =>
      categoricalOf(name, counted[place]!, set, { minLevelCount, manyLevels, minCellUsers: rows.minCellUsers }),
    ),
  );
  const numbers = await preparedNumbers(rows, named, ranges);
  const levels = texts.map(({ name }, place) =>
    classesOf(
      name,
      counted[place]!.levels.flatMap(({ level }) => (level === null ? [] : [level])),
      categoricals[place]!,
      texts[place]!.manyLevels !== true,
    ),
  );
  const columns = { numbers, levels };
  await rows.prepare(columns);
  const moments = await rows.moments(sets);
  const fitted = sets.map((_, set) => {
    const transformers = features.map((feature): FittedTransformer => {
      if (feature.kind === 'categorical') return categoricals[texts.indexOf(feature)]![set]!;
      const place = named.findIndex(({ name }) => name === feature.name);
      const { name, log1p } = named[place]!;
      const { origin, scale } = numbers[place]!;
      const known = moments[set]!.known[place]!;
      const { rows: n } = totals[set]!;
      const impute = medians[place]![set]!;
      const imputed = ((log1p ? signedLog1p(impute) : impute) - origin) / scale;
      const missing = n - known;
      const mean = (moments[set]!.sums[place]! + missing * imputed) / n;
      const square = (moments[set]!.squares[place]! + missing * imputed * imputed) / n;
      const deviation = scale * Math.sqrt(Math.max(0, square - mean * mean));
      const centre = origin + scale * mean;
      return {
        kind: 'numeric',
        name,
        log1p,
        impute,
        mean: centre,
        scale: scaleOf(deviation, centre, n),
        missingIndicator: estimator.missingIndicator && missing > 0,
      };
    });
    const preprocessor = new FittedPreprocessor(transformers);
    requireUniqueNames(preprocessor.columnNames);
    return preprocessor;
  });
  return { fitted, columns };
}

interface Named {
  readonly name: string;
  readonly log1p: boolean;
}

async function rangesOf(rows: TrainingRows, named: readonly Named[]): Promise<NumberRange[]> {
  const ranges = await rows.ranges(named);
  ranges.forEach(({ lowest, highest, deviation, mean }, place) => {
    const { name } = named[place]!;
    if (!Number.isFinite(lowest) || !Number.isFinite(highest)) throw infiniteValue(name);
    if (!Number.isFinite(deviation) || !Number.isFinite(mean)) throw valueTooLarge(name);
  });
  return ranges;
}

/** The median of each number among the rows of each set; 0 where it is known of none. */
async function mediansOf(
  rows: TrainingRows,
  named: readonly Named[],
  ranges: readonly NumberRange[],
  sets: readonly RowSet[],
): Promise<number[][]> {
  const known = named.map(({ name }, place) => ({ name, ...ranges[place]! })).filter((each) => each.known > 0);
  // Groups of values are made within one set; what is imputed need not be exact.
  const ofSets = rows.minCellUsers === undefined ? sets : sets.slice(0, 1);
  const ranks = (found: { readonly segments: readonly { readonly counts: readonly number[] }[] }) =>
    ofSets.map((_, set) => medianRanks(found.segments.reduce((sum, { counts }) => sum + counts[set]!, 0)));
  const found = await findRanks(rows, ofSets, known, (_, segments) => ranks(segments));
  return named.map(({ name }) => {
    const place = known.findIndex((each) => each.name === name);
    if (place < 0) return sets.map(() => 0);
    const medians = ranks(found[place]!).map((both, set) => {
      const values = both.map((rank) => found[place]!.value(set, rank)!);
      const [lower = 0, upper = lower] = values;
      return lower === upper ? lower : (lower + upper) / 2;
    });
    return sets.map((_, set) => medians[set] ?? medians[0]!);
  });
}

async function preparedNumbers(
  rows: TrainingRows,
  named: readonly Named[],
  ranges: readonly NumberRange[],
): Promise<PreparedNumber[]> {
  const [all] = await rows.counts([{ of: 'all' }]);
  return named.map(({ name, log1p }, place) => {
    const { known, lowest, highest, mean, deviation } = ranges[place]!;
    const t = (value: number) => (log1p ? signedLog1p(value) : value);
    const isConstant = lowest === highest;
    const width = t(highest) - t(lowest);
    return {
      name,
      log1p,
      origin: isConstant ? t(lowest) : mean,
      scale: isConstant ? 1 : deviation > 0 ? deviation : width > 0 ? width : 1,
      hasMissing: known < all!.rows,
    };
  });
}

function categoricalOf(
  name: string,
  { levels, seen }: LevelCounts,
  set: number,
  options: {
    readonly minLevelCount: number;
    readonly manyLevels: boolean;
    readonly minCellUsers: number | undefined;
  },
): FittedCategorical {
  const byLevel = new Map<string, number>();
  let [missing, few] = [0, 0];
  for (const { level, counts } of levels) {
    const count = counts[set]!;
    if (level === null) missing += count;
    else if (level === FEW_USERS && options.minCellUsers !== undefined) few += count;
    else if (count > 0) byLevel.set(level, count);
  }
  const fitted = categoricalOfCounts(name, byLevel, missing, { ...options, seen: seen[set]! });
  // Whoever has one of them later has a level that is not known.
  return few > 0 ? { ...fitted, othersAreRare: true } : fitted;
}

/** Classes of levels that all of the fitted transformers treat alike. @param isComplete whether every level of a row is listed */
function classesOf(
  name: string,
  levels: readonly string[],
  transformers: readonly FittedCategorical[],
  isComplete = false,
): PreparedLevels {
  const slots = transformers.map((transformer) => new LevelSlots(transformer));
  const classes = new Map<string, number>();
  const classAt = (signature: string) => {
    const known = classes.get(signature) ?? classes.size;
    classes.set(signature, known);
    return known;
  };
  const signatureOf = (level: string) => slots.map((each) => each.of(level)).join(' ');
  const all = new Map(levels.map((level) => [level, classAt(signatureOf(level))]));
  const classOfMissing = classAt(`missing ${slots.map(({ missing }) => missing).join(' ')}`);
  // What need not be listed in a statement: the class with the most levels.
  const sizes = new Map<number, number>();
  for (const each of all.values()) sizes.set(each, (sizes.get(each) ?? 0) + 1);
  const largest = [...sizes].reduce<readonly [number, number]>(
    (best, each) => (each[1] > best[1] ? each : best),
    [-1, 0],
  );
  const classOfOthers = isComplete && largest[0] >= 0 ? largest[0] : classAt(signatureOf(UNHEARD_OF));
  const classOf = isComplete && largest[1] > 1 ? new Map([...all].filter(([, each]) => each !== classOfOthers)) : all;
  return { name, classes: classes.size, classOf: withOne(classOf, all, classOfOthers), classOfMissing, classOfOthers };
}

/** With one level of the class of all others, which says how that is treated. */
function withOne(
  listed: ReadonlyMap<string, number>,
  all: ReadonlyMap<string, number>,
  classOfOthers: number,
): ReadonlyMap<string, number> {
  const one = [...all].find(([, each]) => each === classOfOthers);
  return one === undefined ? listed : new Map([...listed, one]);
}
