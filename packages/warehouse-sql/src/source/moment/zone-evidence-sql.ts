import { QUARTER_MICROS } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import type { Relation } from '../../dialect/relation.js';

/** Rows of an export, with the expressions over each row from which the property's time zone follows. */
export interface DatedRows {
  readonly from: Relation;
  /** `event_date` as text of eight digits. */
  readonly date: string;
  /** Microseconds since the epoch. */
  readonly micros: string;
}

/**
 * `date`, `quarter` (of an hour since the epoch, UTC), `rows`: how many rows of each date happened in each quarter of
 * an hour. Reads two columns.
 */
export function zoneEvidenceSql(dialect: Dialect, relations: readonly DatedRows[]): string {
  return countByQuarter(dialect, relations, () => []);
}

/**
 * How many rows of each date happened in each quarter of an hour, and in each group of `others`: columns over each row, by
 * name, the same for all relations.
 */
export function countByQuarter<R extends DatedRows>(
  dialect: Dialect,
  relations: readonly R[],
  others: (rows: R) => readonly (readonly [name: string, sql: string])[],
): string {
  const selects = relations.map((rows) => {
    const { from, date, micros } = rows;
    const columns = others(rows).map(([name, sql]) => `${sql} AS ${name}, `);
    return `SELECT ${columns.join('')}${date} AS date, ${dialect.integerDivide(micros, QUARTER_MICROS)} AS quarter FROM ${from} WHERE ${micros} IS NOT NULL`;
  });
  const names = [...(relations[0] === undefined ? [] : others(relations[0])).map(([name]) => name), 'date', 'quarter'];
  return `SELECT ${names.join(', ')}, COUNT(*) AS ${dialect.identifier('rows')} FROM (\n${selects.join('\nUNION ALL\n')}\n) AS dated GROUP BY ${names.join(', ')}`;
}
