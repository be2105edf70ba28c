import { QUARTER_MICROS } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import type { DatedRows } from './zone-evidence-sql.js';

/** Rows of day tables, with the expression over each row that gives the day, YYYYMMDD, whose table it stands in. */
export interface PlacedRows extends DatedRows {
  readonly place: string;
}

/**
 * `place`, `date`, `quarter` (of an hour since the epoch, UTC), `rows`: how many rows of each table and date happened in each quarter of
 * an hour. Reads two columns.
 */
export function placedRowsSql(dialect: Dialect, relations: readonly PlacedRows[]): string {
  const selects = relations.map(
    ({ from, place, date, micros }) =>
      `SELECT ${place} AS place, ${date} AS date, ${dialect.integerDivide(micros, QUARTER_MICROS)} AS quarter FROM ${from} WHERE ${micros} IS NOT NULL`,
  );
  return `SELECT place, date, quarter, COUNT(*) AS ${dialect.identifier('rows')} FROM (\n${selects.join('\nUNION ALL\n')}\n) AS placed GROUP BY place, date, quarter`;
}
