import type { Dialect } from '../../dialect/dialect.js';
import { duckdbDialect } from '../../dialect/duckdb-dialect.js';
import { googlesqlDialect } from '../../dialect/googlesql-dialect.js';

/** What the SQL of a table needs beyond `Dialect`; arguments are SQL text. */
export interface TableFunctions {
  /** A moment as `YYYY-MM-DD HH:MM:SS`, in UTC where it has a zone. */
  momentText(expr: string, zoned: boolean): string;
  /** The first part of a text that matches the regular expression (RE2), without groups; NULL where none does. */
  firstMatch(expr: string, pattern: string): string;
  /** A text `YYYY-MM-DD HH:MM:SS[.ffffff]±HH:MM` as microseconds since the epoch, UTC; NULL where it is none. */
  microsOfText(expr: string): string;
  /** Microseconds since the epoch, UTC, of a moment with a zone. */
  micros(expr: string): string;
  /** Whole days from the date `from` to the date `to`. */
  daysBetween(from: string, to: string): string;
  /** Two integers per text, of 32 bits each, spread evenly. */
  hashes(expr: string): readonly [string, string];
}

const duckdb: TableFunctions = {
  // Without the extension for time zones, which is not loaded: the micros of a moment are of UTC.
  momentText: (expr) => `strftime(make_timestamp(epoch_us(${expr})), '%Y-%m-%d %H:%M:%S')`,
  firstMatch: (expr, pattern) => `NULLIF(regexp_extract(${expr}, ${duckdbDialect.string(pattern)}), '')`,
  // The cast to TIMESTAMP would leave the zone out.
  microsOfText: (expr) => `epoch_us(TRY_CAST(${expr} AS TIMESTAMP WITH TIME ZONE))`,
  micros: (expr) => `epoch_us(${expr})`,
  daysBetween: (from, to) => `date_diff('day', ${from}, ${to})`,
  hashes: (expr) => [
    `CAST('0x' || substr(md5(${expr}), 1, 8) AS UBIGINT)`,
    `CAST('0x' || substr(md5(${expr}), 9, 8) AS UBIGINT)`,
  ],
};

const googlesql: TableFunctions = {
  momentText: (expr, zoned) =>
    zoned ? `FORMAT_TIMESTAMP('%Y-%m-%d %H:%M:%S', ${expr}, 'UTC')` : `FORMAT_DATETIME('%Y-%m-%d %H:%M:%S', ${expr})`,
  firstMatch: (expr, pattern) => `REGEXP_EXTRACT(${expr}, ${googlesqlDialect.string(pattern)})`,
  microsOfText: (expr) => `UNIX_MICROS(SAFE_CAST(${expr} AS TIMESTAMP))`,
  micros: (expr) => `UNIX_MICROS(${expr})`,
  daysBetween: (from, to) => `DATE_DIFF(${to}, ${from}, DAY)`,
  hashes: (expr) => [
    `CAST('0x' || SUBSTR(TO_HEX(MD5(${expr})), 1, 8) AS INT64)`,
    `CAST('0x' || SUBSTR(TO_HEX(MD5(${expr})), 9, 8) AS INT64)`,
  ],
};

/** Those of a dialect. */
export function tableFunctions({ name }: Dialect): TableFunctions {
  return name === 'duckdb' ? duckdb : googlesql;
}
