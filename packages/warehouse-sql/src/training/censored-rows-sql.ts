import type { FeatureSpec } from '@propensity/core';
import type { RowDivision } from '@propensity/core/ports';
import { FEW_USERS, rowParts } from '@propensity/core/small-groups';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { ROW, rowSetSql } from './row-set-sql.js';

export interface CensoredRowsOptions {
  readonly dialect: Dialect;
  /** Rows of `trainingRowsSql`. */
  readonly rows: Relation;
  readonly features: readonly FeatureSpec[];
  readonly division: RowDivision;
  readonly minCellUsers: number;
}

/** All that parts are made of. */
const CELL = [ROW.snapshot, ROW.trainFold, ROW.fold];

/**
 * The rows without what only few of a part have, as `censoredRows` of core says: levels and missing values that few have are one, or those of the most
 * frequent level; numbers that few have are missing. What is counted for that stays in the warehouse.
 */
export function censoredRowsSql(options: CensoredRowsOptions): string {
  const { dialect, rows, features } = options;
  const numbers = features.filter(({ kind }) => kind === 'numeric');
  const texts = features.filter(({ kind }) => kind === 'categorical');
  const values = numbers.map(({ name }, i) => {
    const column = `r.${dialect.column(name)}`;
    return `CASE WHEN numbers.few_${i} = 1e0 THEN NULL WHEN ${column} IS NULL AND numbers.gaps_${i} = 1e0 THEN numbers.mean_${i} ELSE ${column} END AS ${dialect.column(name)}`;
  });
  const levels = texts.map(({ name }, i) => `levels_${i}.kept AS ${dialect.column(name)}`);
  const joins = texts.map(
    ({ name }, i) =>
      `\nLEFT JOIN (\n${keptLevelsSql(options, name)}\n) AS levels_${i} ON levels_${i}.spelt = ${spelt(`r.${dialect.column(name)}`)}`,
  );
  const kept = Object.values(ROW).map((name) => `r.${name} AS ${name}`);
  const joined = numbers.length === 0 ? '' : `\nCROSS JOIN (\n${fewNumbersSql(options, numbers)}\n) AS numbers`;
  return `SELECT ${[...kept, ...values, ...levels].join(',\n  ')}
FROM ${rows} AS r${joined}${joins.join('')}`;
}

/** A text that is never NULL: what is missing is a level, too. */
function spelt(column: string): string {
  return `CASE WHEN ${column} IS NULL THEN '' ELSE CONCAT('=', ${column}) END`;
}

/** Joins each part with the cells that belong to it. @param cells a query that has the columns of `CELL` */
function withParts({ dialect, division, minCellUsers }: CensoredRowsOptions, cells: string): string {
  const parts = rowParts(division, minCellUsers);
  const table = dialect.inlineTable(
    'parts',
    [
      { name: 'part', type: 'integer' },
      { name: 'least', type: 'float' },
    ],
    parts.map(({ leastRows }, part) => [String(part), dialect.float(leastRows)]),
  );
  const conditions = parts.map(({ set, isRest }, part) => {
    const condition = rowSetSql(set, division);
    return `WHEN ${part} THEN ${isRest ? `NOT (${condition})` : condition}`;
  });
  return `(\n${cells}\n) AS cells CROSS JOIN ${table} WHERE CASE part ${conditions.join(' ')} END`;
}

/**
 * One row: of each number `few_i`, 1 where it is known in few rows of a part, `gaps_i`, 1 where it is missing in few, and `mean_i`.
 */
function fewNumbersSql(options: CensoredRowsOptions, numbers: readonly FeatureSpec[]): string {
  const { dialect, rows } = options;
  const { float } = dialect.typeNames;
  const known = numbers.map(({ name }, i) => {
    const column = dialect.column(name);
    return `CAST(COUNT(${column}) AS ${float}) AS known_${i}, SUM(${column}) AS sum_${i}`;
  });
  const cells = `SELECT ${CELL.join(', ')}, CAST(COUNT(*) AS ${float}) AS n${known.map((each) => `, ${each}`).join('')}
FROM ${rows} AS r GROUP BY ${CELL.join(', ')}`;
  const sums = numbers.map((_, i) => `SUM(known_${i}) AS known_${i}, SUM(sum_${i}) AS sum_${i}`);
  const isFew = (count: string) => `MAX(CASE WHEN ${count} > 0e0 AND ${count} < least THEN 1e0 ELSE 0e0 END)`;
  const found = numbers.map(
    (_, i) =>
      `${isFew(`known_${i}`)} AS few_${i}, ${isFew(`(n - known_${i})`)} AS gaps_${i}, MAX(CASE WHEN part = 0 AND known_${i} > 0e0 THEN sum_${i} / known_${i} END) AS mean_${i}`,
  );
  return `SELECT ${found.join(',\n  ')}
FROM (SELECT part, least, SUM(n) AS n, ${sums.join(', ')}
FROM ${withParts(options, cells)}
GROUP BY part, least) AS by_part`;
}

/** Each level as `spelt` writes it, and `kept`, the level that its rows have from now on. */
function keptLevelsSql(options: CensoredRowsOptions, name: string): string {
  const { dialect, rows } = options;
  const column = dialect.column(name);
  const cells = `SELECT ${column} AS level, ${CELL.join(', ')}, CAST(COUNT(*) AS ${dialect.typeNames.float}) AS rows_of_level
FROM ${rows} AS r GROUP BY ${column}, ${CELL.join(', ')}`;
  const isFew = (count: string) => `CASE WHEN ${count} > 0e0 AND ${count} < least THEN 1e0 ELSE 0e0 END`;
  return `SELECT spelt, MAX(CASE WHEN left_out = 1e0 THEN NULL WHEN few = 0e0 THEN level WHEN few_are_few = 0e0 THEN ${dialect.string(FEW_USERS)} ELSE top_level END) AS kept
FROM (
  SELECT *, few_are_few * MAX(${isFew('(few_rows + top_rows)')}) OVER () AS left_out
  FROM (
    SELECT *, MAX(${isFew('few_rows')}) OVER () AS few_are_few,
      MAX(CASE WHEN few = 0e0 AND place = 1 THEN n ELSE 0e0 END) OVER (PARTITION BY part) AS top_rows,
      MAX(CASE WHEN few = 0e0 AND place = 1 THEN level END) OVER () AS top_level
    FROM (
      SELECT *, SUM(few * n) OVER (PARTITION BY part) AS few_rows,
        DENSE_RANK() OVER (ORDER BY few, n_of_all DESC, spelt) AS place
      FROM (
        SELECT *, MAX(${isFew('n')}) OVER (PARTITION BY spelt) AS few,
          MAX(CASE WHEN part = 0 THEN n END) OVER (PARTITION BY spelt) AS n_of_all
        FROM (SELECT level, ${spelt('level')} AS spelt, part, least, SUM(rows_of_level) AS n
FROM ${withParts(options, cells)}
GROUP BY level, part, least) AS by_part
      ) AS judged
    ) AS ranked
  ) AS topped
) AS replaced
GROUP BY spelt`;
}
