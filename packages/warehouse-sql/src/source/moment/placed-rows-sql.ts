import type { Dialect } from '../../dialect/dialect.js';
import { countByQuarter, type DatedRows } from './zone-evidence-sql.js';

/** Rows of day tables, with the expression over each row that gives the day, YYYYMMDD, whose table it stands in. */
export interface PlacedRows extends DatedRows {
  readonly place: string;
}

/**
 * `place`, `date`, `quarter` (of an hour since the epoch, UTC), `rows`: how many rows of each table and date happened in each quarter of
 * an hour. Reads two columns.
 */
export function placedRowsSql(dialect: Dialect, relations: readonly PlacedRows[]): string {
  return countByQuarter(dialect, relations, ({ place }) => [['place', place]]);
}
