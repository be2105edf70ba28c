import type { Dialect } from '../../dialect/dialect.js';
import { scalarFamily } from '../shape/data-type.js';

/** `event_date` as text of eight digits, from any type that holds a day; NULL where it holds none. */
export function eventDateSql(dialect: Dialect, sql: string, typeName: string): string {
  const isDuckdb = dialect.name === 'duckdb';
  switch (scalarFamily(typeName)) {
    case 'date':
      return isDuckdb ? `strftime(${sql}, '%Y%m%d')` : `FORMAT_DATE('%Y%m%d', ${sql})`;
    case 'text':
    case 'integer':
    case 'double':
    case 'decimal': {
      const text = `REPLACE(${dialect.cast(scalarFamily(typeName) === 'text' ? sql : dialect.cast(sql, 'integer'), 'string')}, '-', '')`;
      const matches = isDuckdb ? `regexp_full_match(${text}, '\\d{8}')` : `REGEXP_CONTAINS(${text}, r'^\\d{8}$')`;
      return `CASE WHEN ${matches} THEN ${text} END`;
    }
    default:
      return dialect.cast('NULL', 'string');
  }
}
