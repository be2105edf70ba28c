import type { Calibration } from '@propensity/core';
import type { PreparedColumns, RowSet, ScannedFit } from '@propensity/core/ports';
import { queryRelation, type Relation } from '../dialect/relation.js';
import { sumOf } from '../dialect/sum-of.js';
import { calibratedLogitSql } from '../scoring/calibration-sql.js';
import { mergedEntriesSql } from './merged-entries-sql.js';
import { ROW, rowSetSql } from './row-set-sql.js';
import { type RowQuestion, transformedSql, weighedRows } from './training-rows-sql.js';

/** A question about prepared rows. */
export interface PreparedQuestion extends RowQuestion {
  readonly columns: PreparedColumns;
}

/** Names of the prepared dense columns other than the constant, and of the categoricals. */
export function preparedNames({ numbers, levels }: PreparedColumns): {
  readonly dense: string[];
  readonly classes: string[];
} {
  return {
    dense: [
      ...numbers.map((_, j) => `x${j}`),
      ...numbers.flatMap(({ hasMissing }, j) => (hasMissing ? [`m${j}`] : [])),
    ],
    classes: levels.map((_, k) => `c${k}`),
  };
}

/** The rows with prepared columns in place of features. */
export function preparedRowsSql({ dialect, rows, columns }: PreparedQuestion): string {
  const { float } = dialect;
  const { numbers, levels } = columns;
  const joins: string[] = [];
  const values = numbers.map(({ name, log1p, origin, scale }, j) => {
    const column = `r.${dialect.column(name)}`;
    const t = transformedSql(column, log1p);
    return `CASE WHEN ${column} IS NULL THEN 0e0 ELSE (${t} - ${float(origin)}) / ${float(scale)} END AS x${j}`;
  });
  const indicators = numbers.flatMap(({ name, hasMissing }, j) =>
    hasMissing ? [`CASE WHEN r.${dialect.column(name)} IS NULL THEN 1e0 ELSE 0e0 END AS m${j}`] : [],
  );
  const classes = levels.map(({ name, classOf, classOfMissing, classOfOthers }, k) => {
    const column = `r.${dialect.column(name)}`;
    const { join, weight } = dialect.lookUp(`_classes_${k}`, column, [...classOf]);
    if (join !== null) joins.push(join);
    const known = `COALESCE(${weight}, ${float(classOfOthers)})`;
    return `CAST(CASE WHEN ${column} IS NULL THEN ${float(classOfMissing)} ELSE ${known} END AS ${dialect.typeNames.integer}) AS c${k}`;
  });
  const kept = Object.values(ROW).map((name) => `r.${name} AS ${name}`);
  return `SELECT ${[...kept, ...values, ...indicators, ...classes].join(',\n  ')}
FROM ${rows} AS r${joins.map((join) => `\n${join}`).join('')}`;
}

/**
 * The rows with `eta_i` of each fit, the columns that are named, and its own.
 */
export function linearRows(
  { dialect, rows, columns }: PreparedQuestion,
  fits: readonly Pick<ScannedFit, 'coef'>[],
): Relation {
  const { dense, classes } = preparedNames(columns);
  const lists: string[] = [];
  const etas = fits.map(({ coef }, i) => {
    let at = 1 + dense.length;
    const numbers = dialect.weightedSum(dense.map((value, j) => ({ value, weight: coef[1 + j]! })));
    const looked = classes.map((name, k) => {
      const { classes: size } = columns.levels[k]!;
      lists.push(`${dialect.floats(Array.from(coef.subarray(at, at + size)))} AS l_${i}_${k}`);
      at += size;
      return dialect.elementOf(`l_${i}_${k}`, name);
    });
    return `${sumOf([dialect.float(coef[0]!), numbers, ...looked])} AS eta_${i}`;
  });
  const constants = lists.length === 0 ? '' : ` CROSS JOIN (SELECT ${lists.join(', ')}) AS lists`;
  const own = [...Object.values(ROW), ...dense, ...classes];
  return queryRelation(`SELECT ${[...own, ...etas].join(', ')} FROM ${rows} AS r${constants}`);
}

/**
 * The rows that some fit needs, with `r_i`, its residual, `l_i`, its loss, and, where wanted, `h_i`, its curvature; 0 for rows that are not of the fit.
 */
function derivedRows(
  question: PreparedQuestion,
  fits: readonly ScannedFit[],
  wants: readonly ('r' | 'l' | 'h')[],
): Relation {
  const { columns, division } = question;
  const { dense, classes } = preparedNames(columns);
  const conditions = [...new Set(fits.map(({ set }) => rowSetSql(set, division)))];
  const derived = fits.flatMap(({ set }, i) => {
    const of = (value: string) =>
      conditions.length === 1 ? value : `CASE WHEN ${rowSetSql(set, division)} THEN ${value} ELSE 0e0 END`;
    const all = {
      r: `${of(`CASE WHEN eta_${i} >= 0e0 THEN 1e0 / (1e0 + e_${i}) ELSE e_${i} / (1e0 + e_${i}) END - ${ROW.label}`)} AS r_${i}`,
      l: `${of(`GREATEST(eta_${i}, 0e0) + LN(1e0 + e_${i}) - ${ROW.label} * eta_${i}`)} AS l_${i}`,
      h: `${of(`e_${i} / ((1e0 + e_${i}) * (1e0 + e_${i}))`)} AS h_${i}`,
    };
    return wants.map((want) => all[want]);
  });
  const own = [...dense, ...classes];
  const exponents = fits.map((_, i) => `EXP(-ABS(eta_${i})) AS e_${i}`);
  const linear = linearRows(question, fits);
  return queryRelation(`SELECT ${[...own, ...derived].join(', ')}
FROM (SELECT *, ${exponents.join(', ')} FROM ${linear} AS linear_rows WHERE ${anyOf(conditions)}) AS exponents`);
}

function anyOf(conditions: readonly string[]): string {
  return conditions.includes('TRUE') ? 'TRUE' : conditions.map((condition) => `(${condition})`).join(' OR ');
}

/** One row: `loss_i`, `r_i`, and `g_i_j` of each dense column, of each fit. */
export function gradientSql(question: PreparedQuestion, fits: readonly ScannedFit[]): string {
  const { dense } = preparedNames(question.columns);
  const sums = fits.flatMap((_, i) => [
    `SUM(l_${i}) AS loss_${i}`,
    `SUM(r_${i}) AS r_${i}`,
    ...dense.map((name, j) => `SUM(r_${i} * ${name}) AS g_${i}_${j}`),
  ]);
  return `SELECT ${sums.join(', ')}\nFROM ${derivedRows(question, fits, ['r', 'l'])} AS derived`;
}

/** For each class of each categorical: `place`, `class`, and `r_i` of each fit; null without categoricals. */
export function classGradientSql(question: PreparedQuestion, fits: readonly ScannedFit[]): string | null {
  const sums = fits.map((_, i) => `SUM(r_${i}) AS r_${i}`);
  return byClass(question, derivedRows(question, fits, ['r']), sums);
}

/** One row: `q_j` of the products of dense columns whose places are given, of h. The constant has the place 0. */
export function curvatureSql(
  question: PreparedQuestion,
  fit: ScannedFit,
  products: readonly (readonly [number, number])[],
): string {
  const dense = ['', ...preparedNames(question.columns).dense];
  const sums = products.map(([i, j], at) => {
    const factors = ['h_0', dense[i], dense[j]].filter((factor) => factor !== '');
    return `SUM(${factors.join(' * ')}) AS q_${at}`;
  });
  return `SELECT ${sums.join(', ')}\nFROM ${derivedRows(question, [fit], ['h'])} AS derived`;
}

/**
 * For each class of each categorical: `place`, `class`, and `q_j`, Σ h·column of the constant and each dense column.
 * @param places of the dense columns that are wanted; all without
 */
export function classCurvatureSql(
  question: PreparedQuestion,
  fit: ScannedFit,
  places?: readonly number[],
): string | null {
  const values = ['h_0', ...preparedNames(question.columns).dense.map((name) => `h_0 * ${name}`)];
  const sums = (places ?? [...values.keys()]).map((j) => `SUM(${values[j]}) AS q_${j}`);
  return byClass(question, derivedRows(question, [fit], ['h']), sums);
}

/** For each pair of classes of two categoricals: `first`, `second`, `a`, `b` and `h`; null with fewer than two. */
export function pairCurvatureSql(question: PreparedQuestion, fit: ScannedFit): string | null {
  const { dialect, columns } = question;
  const names = preparedNames(columns).classes;
  if (names.length < 2) return null;
  const pairs = names.flatMap((_, i) => names.slice(0, i).map((_, j) => [i, j] as const));
  return dialect.groupedBySets(derivedRows(question, [fit], ['h']), names, pairs, ['SUM(h_0) AS h']);
}

function byClass({ dialect, columns }: PreparedQuestion, from: Relation, sums: readonly string[]): string | null {
  const { classes } = preparedNames(columns);
  if (classes.length === 0) return null;
  const sets = classes.map((_, place) => [place]);
  return dialect.groupedBySets(from, classes, sets, sums);
}

/** One row for each set, of its numbers: `known_i_j`, `s_i_j` and `q_i_j`. */
export function momentsSql(question: PreparedQuestion, sets: readonly RowSet[]): string {
  const { numbers } = question.columns;
  const { dense } = preparedNames(question.columns);
  const sums = sets.flatMap((_, i) => [
    `SUM(w_${i}) AS n_${i}`,
    ...numbers.flatMap(({ hasMissing }, j) => [
      ...(hasMissing ? [`SUM(w_${i} * m${j}) AS m_${i}_${j}`] : []),
      `SUM(w_${i} * x${j}) AS s_${i}_${j}`,
      `SUM(w_${i} * x${j} * x${j}) AS q_${i}_${j}`,
    ]),
  ]);
  return `SELECT ${sums.join(', ')}\nFROM ${weighedRows(question, dense, sets)} AS weighed`;
}

/** For each class of each categorical: its rows `n_i` in each set. */
export function classCountsSql(question: PreparedQuestion, sets: readonly RowSet[]): string | null {
  const { classes } = preparedNames(question.columns);
  return byClass(
    question,
    weighedRows(question, classes, sets),
    sets.map((_, i) => `SUM(w_${i}) AS n_${i}`),
  );
}

/** η within ±36, as core clamps it. */
const clamped = (i: number) => `LEAST(36e0, GREATEST(-36e0, eta_${i}))`;

/** One row: `loss_i`, `p_i` and `v_i`, Σ p and Σ p(1 − p), of each fit. */
export function probabilitySumsSql(question: PreparedQuestion, fits: readonly ScannedFit[]): string {
  const { division } = question;
  const conditions = fits.map(({ set }) => rowSetSql(set, division));
  const exponents = fits.flatMap((_, i) => [`${clamped(i)} AS t_${i}`, `EXP(-ABS(${clamped(i)})) AS e_${i}`]);
  const sums = fits.flatMap((_, i) => {
    const of = (value: string) => `SUM(CASE WHEN ${conditions[i]} THEN ${value} ELSE 0e0 END)`;
    return [
      `${of(`GREATEST(t_${i}, 0e0) + LN(1e0 + e_${i}) - ${ROW.label} * t_${i}`)} AS loss_${i}`,
      `${of(`CASE WHEN t_${i} >= 0e0 THEN 1e0 ELSE e_${i} END / (1e0 + e_${i})`)} AS p_${i}`,
      `${of(`e_${i} / ((1e0 + e_${i}) * (1e0 + e_${i}))`)} AS v_${i}`,
    ];
  });
  return `SELECT ${sums.join(', ')}
FROM (SELECT *, ${exponents.join(', ')} FROM ${linearRows(question, fits)} AS linear_rows WHERE ${anyOf([...new Set(conditions)])}) AS exponents`;
}

/** One row: `n`, `d` and `q`, the rows of the fit's set, and of their losses less those with the champion Σ and Σ of squares. */
export function lossDifferencesSql(
  question: PreparedQuestion,
  fit: ScannedFit,
  calibration: Calibration,
  ofChampion: Calibration,
): string {
  const { dialect, division } = question;
  const logit = (of: Calibration, eta: string) =>
    `LEAST(36e0, GREATEST(-36e0, ${calibratedLogitSql(dialect, of, eta)}))`;
  const loss = (t: string) => `GREATEST(${t}, 0e0) + LN(1e0 + EXP(-ABS(${t}))) - ${ROW.label} * ${t}`;
  return `SELECT CAST(COUNT(*) AS ${dialect.typeNames.float}) AS n, SUM(difference) AS d, SUM(difference * difference) AS q
FROM (SELECT (${loss('one')}) - (${loss('other')}) AS difference
FROM (SELECT ${ROW.label}, ${logit(calibration, 'eta_0')} AS one, ${logit(ofChampion, ROW.champion)} AS other
FROM ${linearRows(question, [fit])} AS linear_rows WHERE ${rowSetSql(fit.set, division)}) AS logits) AS differences`;
}

/** As `scoreCountsSql`, of groups of neighbours that have at least so many rows. @param least for each fit */
export function groupedScoresSql(
  question: PreparedQuestion,
  fits: readonly ScannedFit[],
  width: number | null,
  least: readonly number[],
): string {
  const { dialect, division } = question;
  const { float } = dialect;
  const key = width === null ? 'eta_0' : `FLOOR(eta_0 / ${float(width)})`;
  const entries = fits.map(
    (fit, place) =>
      `SELECT ${float(place)} AS place, ${ROW.label} AS label, ${key} AS entry_key, CAST(COUNT(*) AS ${dialect.typeNames.float}) AS n, SUM(eta_0) AS total
FROM ${linearRows(question, [fit])} AS linear_rows WHERE ${rowSetSql(fit.set, division)} GROUP BY ${ROW.label}, ${key}`,
  );
  return mergedEntriesSql(dialect, entries.join('\nUNION ALL\n'), least);
}

/**
 * Rows by η and label: `place` of the fit, `score` (the mean of their η), `beside` (that of the champion's, where it is wanted), `label`, and `n`.
 * @param width of the bins; null counts by the very numbers
 */
export function scoreCountsSql(
  question: PreparedQuestion,
  fits: readonly ScannedFit[],
  width: number | null,
  beside = false,
): string {
  const { dialect, division } = question;
  const { float } = dialect;
  const counted = `CAST(COUNT(*) AS ${dialect.typeNames.float}) AS n`;
  return fits
    .map((fit, place) => {
      const key = (value: string) => (width === null ? value : `FLOOR(${value} / ${float(width)})`);
      const mean = (value: string) => (width === null ? value : `AVG(${value})`);
      const keys = [key('eta_0'), ROW.label, ...(beside ? [key(ROW.champion)] : [])];
      return `SELECT ${float(place)} AS place, ${mean('eta_0')} AS score, ${ROW.label} AS label, ${beside ? `${mean(ROW.champion)} AS beside, ` : ''}${counted}
FROM ${linearRows(question, [fit])} AS linear_rows WHERE ${rowSetSql(fit.set, division)} GROUP BY ${keys.join(', ')}`;
    })
    .join('\nUNION ALL\n');
}
