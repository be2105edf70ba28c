import type { FeatureSpec } from '@propensity/core';
import type { ScorableModel } from '@propensity/core/models';
import type { LevelColumn, NumberColumn, RowDivision, RowSet, ValueRange } from '@propensity/core/ports';
import { valueBins } from '@propensity/core/small-groups';
import type { Dialect } from '../dialect/dialect.js';
import { queryRelation, type Relation } from '../dialect/relation.js';
import { modelSql } from '../scoring/model-sql.js';
import { type LabelledSnapshot, labelledSnapshotSql } from '../snapshot/labelled-rows-sql.js';
import { mergedEntriesSql } from './merged-entries-sql.js';
import { foldSql, keptSql, ROW, rowSetSql } from './row-set-sql.js';

export interface TrainingRowsSqlOptions {
  readonly dialect: Dialect;
  /** In the order of the division's snapshots. */
  readonly snapshots: readonly LabelledSnapshot[];
  readonly features: readonly FeatureSpec[];
  readonly division: RowDivision;
  readonly sampleShare: number;
  readonly champion?: ScorableModel | undefined;
}

/**
 * The labelled rows of a training, without user ids: the columns of `ROW`, then the features, numbers as floats (NULL where they are
 * missing or not a number), categories as texts. The champion's η is of the rows of the test snapshot; NULL elsewhere.
 */
export function trainingRowsSql(options: TrainingRowsSqlOptions): string {
  return options.snapshots.map((_, index) => snapshotRowsSql(options, index)).join('\nUNION ALL\n');
}

/** The rows of one snapshot of `trainingRowsSql`. */
export function snapshotRowsSql(options: TrainingRowsSqlOptions, index: number): string {
  const { dialect, snapshots, features, division, sampleShare, champion } = options;
  const { testShare, folds, negativeShare } = division;
  const labelled = snapshots[index]!;
  const integer = dialect.typeNames.integer;
  const columns = features.map(({ name, kind }) => {
    const column = `f.${dialect.column(name)}`;
    if (kind === 'categorical') return `${dialect.cast(column, 'string')} AS ${dialect.column(name)}`;
    const value = `CAST(${column} AS ${dialect.typeNames.float})`;
    return `CASE WHEN ${dialect.isNaN(value)} THEN NULL ELSE ${value} END AS ${dialect.column(name)}`;
  });
  const isScored = champion !== undefined && index === division.test;
  const rows = labelledSnapshotSql({
    dialect,
    ...labelled,
    sampleShare,
    columns: [
      `f.user_bucket AS ${ROW.bucket}`,
      `CAST(f.event_count AS ${dialect.typeNames.float}) AS ${ROW.events}`,
      ...(isScored ? ['f.user_id AS user_id'] : []),
      ...columns,
    ],
  });
  const names = features.map(({ name }) => `r.${dialect.column(name)}`);
  const scored = isScored
    ? `\nLEFT JOIN (${modelSql(dialect, champion, { snapshot: labelled.snapshot })}) AS scored ON scored.user_id = r.user_id`
    : '';
  return `SELECT CAST(${index} AS ${integer}) AS ${ROW.snapshot}, r.${ROW.bucket}, r.${ROW.events}, r.label AS ${ROW.label},
  CAST(${foldSql(dialect, `r.${ROW.bucket}`, folds, testShare)} AS ${integer}) AS ${ROW.trainFold},
  CAST(${foldSql(dialect, `r.${ROW.bucket}`, folds, 0)} AS ${integer}) AS ${ROW.fold},
  CAST(${keptSql(`r.${ROW.bucket}`, 'r.label', index, negativeShare)} AS ${integer}) AS ${ROW.kept},
  ${isScored ? 'scored.eta' : `CAST(NULL AS ${dialect.typeNames.float})`} AS ${ROW.champion}${names.map((name) => `,\n  ${name}`).join('')}
FROM (
${rows}
) AS r${scored}`;
}

/** What every question needs. */
export interface RowQuestion {
  readonly dialect: Dialect;
  readonly rows: Relation;
  readonly division: RowDivision;
}

/** The rows with a float `w_i` for each set: 1 for its rows, 0 for all others. @param columns that are wanted */
export function weighedRows(
  { rows, division }: RowQuestion,
  columns: readonly string[],
  sets: readonly RowSet[],
): Relation {
  const weights = sets.map((set, index) => `CASE WHEN ${rowSetSql(set, division)} THEN 1e0 ELSE 0e0 END AS w_${index}`);
  return queryRelation(`SELECT ${[...columns, ...weights].join(', ')} FROM ${rows} AS r`);
}

/** One row: `rows_i`, `positives_i` and `users_i` of each set. */
export function rowCountsSql(question: RowQuestion, sets: readonly RowSet[]): string {
  const users = `SELECT ${sets.map((_, i) => `SUM(w_${i}) AS n_${i}, SUM(w_${i} * ${ROW.label}) AS p_${i}`).join(', ')}
  FROM ${weighedRows(question, [ROW.bucket, ROW.label], sets)} AS weighed GROUP BY ${ROW.bucket}`;
  const counts = sets.map(
    (_, i) =>
      `SUM(n_${i}) AS rows_${i}, SUM(p_${i}) AS positives_${i}, SUM(CASE WHEN n_${i} > 0e0 THEN 1e0 ELSE 0e0 END) AS users_${i}`,
  );
  return `SELECT ${counts.join(',\n  ')}\nFROM (\n  ${users}\n) AS users`;
}

/** sign(x)·ln(1 + |x|) of a float column, or the column itself. */
export function transformedSql(column: string, log1p: boolean): string {
  return log1p ? `CASE WHEN ${column} < 0e0 THEN -LN(1e0 - ${column}) ELSE LN(1e0 + ${column}) END` : column;
}

/**
 * `rowCountsSql` where each set has none or at least so many rows of each class; of the others nothing is said: all three are NULL.
 * @param least for each set
 */
export function guardedRowCountsSql(question: RowQuestion, sets: readonly RowSet[], least: readonly number[]): string {
  const counts = sets.flatMap((_, i) => {
    const isFew = (count: string) => `${count} > 0e0 AND ${count} < ${question.dialect.float(least[i]!)}`;
    const few = `${isFew(`positives_${i}`)} OR ${isFew(`(rows_${i} - positives_${i})`)}`;
    return ['rows', 'positives', 'users'].map(
      (each) => `CASE WHEN ${few} THEN NULL ELSE ${each}_${i} END AS ${each}_${i}`,
    );
  });
  return `SELECT ${counts.join(',\n  ')}\nFROM (${rowCountsSql(question, sets)}) AS counted`;
}

/** One row: `known_i`, `lowest_i`, `highest_i`, `mean_i` and `deviation_i` of each number. */
export function numberRangesSql({ dialect, rows }: RowQuestion, columns: readonly NumberColumn[]): string {
  const { float } = dialect.typeNames;
  const sums = columns.map(({ name, log1p }, i) => {
    const column = dialect.column(name);
    const t = transformedSql(column, log1p);
    return `CAST(COUNT(${column}) AS ${float}) AS known_${i}, MIN(${column}) AS lowest_${i}, MAX(${column}) AS highest_${i}, AVG(${t}) AS mean_${i}, STDDEV_POP(${t}) AS deviation_${i}`;
  });
  return `SELECT ${sums.join(',\n  ')}\nFROM ${rows} AS r`;
}

/**
 * One row: `known_i`, `mean_i` and `deviation_i` of each number, `log_mean_i` and `log_deviation_i` of its signed logarithm, and `only_i`, its value
 * where it has a single one.
 */
export function guardedRangesSql({ dialect, rows }: RowQuestion, columns: readonly NumberColumn[]): string {
  const sums = columns.map(({ name, log1p }, i) => {
    const column = dialect.column(name);
    const [t, log] = [transformedSql(column, log1p), transformedSql(column, true)];
    return `CAST(COUNT(${column}) AS ${dialect.typeNames.float}) AS known_${i}, AVG(${t}) AS mean_${i}, STDDEV_POP(${t}) AS deviation_${i}, AVG(${log}) AS log_mean_${i}, STDDEV_POP(${log}) AS log_deviation_${i}, CASE WHEN MIN(${column}) = MAX(${column}) THEN MIN(${column}) END AS only_${i}`;
  });
  return `SELECT ${sums.join(',\n  ')}\nFROM ${rows} AS r`;
}

/** Groups of at least so many neighbouring values of each range, of the rows of a set: `place`, `score`, their mean, and `n`. */
export function groupedValuesSql(
  { dialect, rows, division }: RowQuestion,
  ranges: readonly ValueRange[],
  set: RowSet,
  least: number,
): string {
  const { float } = dialect;
  const entries = ranges.map((range, place) => {
    const column = dialect.column(range.name);
    const { from, perUnit, last } = valueBins(range);
    const bin = `FLOOR((${transformedSql(column, true)} - ${float(from)}) * ${float(perUnit)})`;
    const key = perUnit === 0 ? '0e0' : `LEAST(${float(last)}, GREATEST(0e0, ${bin}))`;
    return `SELECT ${float(place)} AS place, 0e0 AS label, bin AS entry_key, CAST(COUNT(*) AS ${dialect.typeNames.float}) AS n, SUM(value) AS total
FROM (SELECT ${column} AS value, ${key} AS bin FROM ${rows} AS r WHERE ${column} IS NOT NULL AND ${rowSetSql(set, division)}) AS binned GROUP BY bin`;
  });
  return mergedEntriesSql(
    dialect,
    entries.join('\nUNION ALL\n'),
    ranges.map(() => least),
  );
}

/** For each range and each of its parts that has rows: `place` of the range, `lowest`, `highest`, and `n_i` rows of each set. */
export function valueCountsSql(question: RowQuestion, ranges: readonly ValueRange[], sets: readonly RowSet[]): string {
  const { dialect } = question;
  const { float } = dialect;
  const parts = ranges.map(({ name, lowest, highest, bins }, place) => {
    const column = dialect.column(name);
    const key =
      bins === 'each' ? column : `FLOOR((${column} - ${float(lowest)}) * ${float(bins / (highest - lowest))})`;
    const counts = sets.map((_, i) => `SUM(w_${i}) AS n_${i}`);
    return `SELECT ${float(place)} AS place, MIN(${column}) AS lowest, MAX(${column}) AS highest, ${counts.join(', ')}
FROM ${weighedRows(question, [column], sets)} AS weighed WHERE ${column} BETWEEN ${float(lowest)} AND ${float(highest)} GROUP BY ${key}`;
  });
  return parts.join('\nUNION ALL\n');
}

/**
 * For each category and level: `place` of the category, `level`, `n_i` rows of each set, and `seen_i`, how many different levels the
 * set has.
 */
export function levelCountsSql(
  question: RowQuestion,
  columns: readonly LevelColumn[],
  sets: readonly RowSet[],
): string {
  const { dialect } = question;
  const parts = columns.map(({ name, most }, place) => {
    const column = dialect.column(name);
    const counts = sets.map((_, i) => `SUM(w_${i}) AS n_${i}`);
    const counted = `SELECT ${column} AS level, ${counts.join(', ')}
  FROM ${weighedRows(question, [column], sets)} AS weighed GROUP BY ${column}`;
    const known = sets.map(
      (_, i) => `SUM(CASE WHEN level IS NOT NULL AND n_${i} > 0e0 THEN 1e0 ELSE 0e0 END) OVER () AS seen_${i}`,
    );
    const ranks =
      most === 'all'
        ? []
        : sets.map(
            (_, i) => `RANK() OVER (ORDER BY CASE WHEN level IS NULL THEN -1e0 ELSE n_${i} END DESC) AS rank_${i}`,
          );
    const frequent =
      most === 'all'
        ? ''
        : ` WHERE level IS NULL OR ${sets.map((_, i) => `(rank_${i} <= ${most} AND n_${i} > 0e0)`).join(' OR ')}`;
    return `SELECT ${dialect.float(place)} AS place, level, ${sets.map((_, i) => `n_${i}, seen_${i}`).join(', ')}
FROM (SELECT *, ${[...known, ...ranks].join(', ')} FROM (${counted}) AS counted) AS ranked${frequent}`;
  });
  return parts.join('\nUNION ALL\n');
}

/** Rows of a set by their number of events and label: `score`, `label`, `n`. */
export function eventCountsSql({ dialect, rows, division }: RowQuestion, set: RowSet): string {
  return `SELECT ${ROW.events} AS score, ${ROW.label} AS label, CAST(COUNT(*) AS ${dialect.typeNames.float}) AS n
FROM ${rows} AS r WHERE ${rowSetSql(set, division)} GROUP BY ${ROW.events}, ${ROW.label}`;
}

/** As `eventCountsSql`, of groups of neighbours that have at least so many rows. */
export function groupedEventCountsSql({ dialect, rows, division }: RowQuestion, set: RowSet, least: number): string {
  const entries = `SELECT 0e0 AS place, ${ROW.label} AS label, ${ROW.events} AS entry_key, CAST(COUNT(*) AS ${dialect.typeNames.float}) AS n, SUM(${ROW.events}) AS total
FROM ${rows} AS r WHERE ${rowSetSql(set, division)} GROUP BY ${ROW.label}, ${ROW.events}`;
  return mergedEntriesSql(dialect, entries, [least]);
}
