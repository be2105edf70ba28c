import type { PreparedColumns, RowDivision, RowSet, ScannedFit, TrainingRows } from '@propensity/core/ports';
import { googlesqlDialect, SqlTrainingRows } from '@propensity/warehouse-sql';

/** A large training: about as many levels as the table of their pairs may have (4 million cells). */
export const TRAINED = { numbers: 100, categories: 8, levels: 370, penalties: 4, folds: 5 } as const;

const NUMBERS = Array.from({ length: TRAINED.numbers }, (_, place) => `feature_number_${place}`);
const CATEGORIES = Array.from({ length: TRAINED.categories }, (_, place) => `feature_category_${place}`);

const DIVISION: RowDivision = {
  snapshots: Array.from({ length: 8 }, (_, place) => `2026-03-0${place + 1}`),
  train: [1, 2, 3, 4, 5, 6, 7],
  test: 0,
  testShare: 0.2,
  folds: TRAINED.folds,
  negativeShare: 0.1,
};

const COLUMNS: PreparedColumns = {
  numbers: NUMBERS.map((name) => ({
    name,
    log1p: true,
    origin: 1.23456789012345,
    scale: 2.34567890123456,
    hasMissing: true,
  })),
  levels: CATEGORIES.map((name) => ({
    name,
    classes: TRAINED.levels + 2,
    classOf: new Map(Array.from({ length: TRAINED.levels }, (_, level) => [`a level of some length ${level}`, level])),
    classOfMissing: TRAINED.levels,
    classOfOthers: TRAINED.levels + 1,
  })),
};

const COEFFICIENTS = Float64Array.from(
  { length: 1 + 2 * TRAINED.numbers + TRAINED.categories * (TRAINED.levels + 2) },
  (_, index) => Math.sin(index + 1) / 1000,
);

const FOLDS: readonly RowSet[] = Array.from({ length: TRAINED.folds }, (_, fold) => ({
  of: 'train',
  fold: { except: fold },
  sampled: true,
}));
const SETS: readonly RowSet[] = [{ of: 'train', sampled: true }, ...FOLDS];
const fitOf = (set: RowSet): ScannedFit => ({ set, coef: COEFFICIENTS });
const FITS = Array.from({ length: TRAINED.penalties }, () => FOLDS.map(fitOf)).flat();

/** What a training asks for; see `fitByAggregates` of core. */
const QUESTIONS: Readonly<Record<string, (rows: TrainingRows) => Promise<unknown>>> = {
  'counting rows': (rows) => rows.counts(SETS),
  'ranges of the numbers': (rows) => rows.ranges(NUMBERS.map((name) => ({ name, log1p: true }))),
  'values, for medians': (rows) =>
    rows.values(
      NUMBERS.map((name) => ({ name, lowest: 0.123456789012345, highest: 12345.6789012345, bins: 1024 })),
      SETS,
    ),
  'levels with their counts': (rows) =>
    rows.levels(
      CATEGORIES.map((name) => ({ name, most: 500 })),
      SETS,
    ),
  'preparing the columns': (rows) => rows.prepare(COLUMNS),
  'means and deviations': (rows) => rows.moments(SETS),
  'one step of all fits': (rows) => rows.gradients(FITS),
  'the curvature of one fit': (rows) => rows.curvature(FITS[0]!, true),
  'losses of all fits': (rows) => rows.losses(FITS),
  'rows by score, of a fit outside each fold': (rows) => rows.scores(FITS.slice(0, TRAINED.folds), 2 ** -12),
  'rows by two scores': (rows) => rows.besideChampion(FITS[0]!, 2 ** -9),
};

/** The longest statement of each kind that a training in the warehouse sends. */
export async function trainingStatements(): Promise<Readonly<Record<string, string>>> {
  let sent: string[] = [];
  const rows = new SqlTrainingRows({
    statements: {
      dialect: googlesqlDialect,
      create: async (_, query) => void sent.push(query),
      read: async (sql, names) => {
        sent.push(sql);
        return new Map(names.map((name) => [name, { kind: 'numeric', values: new Float64Array(0) }]));
      },
      drop: async () => {},
    },
    division: DIVISION,
    rows: 'a-long-project-name-123.propensity_work.ma_training_rows_0123456789abcdef0123456789abcdef',
    prepared: 'a-long-project-name-123.propensity_work.ma_training_prepared_0123456789abcdef0123456789abcdef',
  });
  await rows.prepare(COLUMNS);
  const longest: Record<string, string> = {};
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    sent = [];
    await ask(rows);
    longest[`training in the warehouse: ${name}`] = sent.reduce((a, b) => (b.length > a.length ? b : a));
  }
  return longest;
}
