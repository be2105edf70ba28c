import type { Dialect } from '../../dialect/dialect.js';
import { rawFloat } from '../raw-values.js';

/** Blanks, currency signs and three-letter codes around a number. */
const AROUND = '[\\s\\p{Zs}\\p{Sc}A-Za-z]';

/**
 * An amount of money that was written as text, as a float: `12.50`, `12,50`, `1.234,50`, `1,234.50`, `€ 12,50`, `12.50
 * EUR`. NULL for what is not an amount, and for what may be either of two, such as `1,234`.
 */
export function amountSql(dialect: Dialect, text: string): string {
  const isDuckdb = dialect.name === 'duckdb';
  const replaced = (sql: string, pattern: string, by: string) =>
    isDuckdb ? `regexp_replace(${sql}, '${pattern}', '${by}', 'g')` : `REGEXP_REPLACE(${sql}, r'${pattern}', '${by}')`;
  const matches = (pattern: string) =>
    isDuckdb ? `regexp_full_match(${bare}, '${pattern}')` : `REGEXP_CONTAINS(${bare}, r'^(?:${pattern})$')`;
  const bare = replaced(text, `^${AROUND}+|${AROUND}+$`, '');
  const number = (sql: string) => dialect.cast(sql, 'float');
  const plain = number(text);
  return `COALESCE(${plain}, CASE
    WHEN ${matches('[+-]?\\d+(\\.\\d+)?')} THEN ${number(bare)}
    WHEN ${matches('[+-]?(\\d+|\\d{1,3}([. ]\\d{3})+),(\\d{1,2}|\\d{4,})')} THEN ${number(`REPLACE(${replaced(bare, '[. ]', '')}, ',', '.')`)}
    WHEN ${matches('[+-]?\\d{1,3}([, ]\\d{3})+\\.\\d+')} THEN ${number(replaced(bare, '[, ]', ''))}
    WHEN ${matches('[+-]?\\d{1,3}([,. ]\\d{3}){2,}')} THEN ${number(replaced(bare, '[,. ]', ''))}
    END)`;
}

/** An amount of a field that the engine stores as the type `known`; NULL where the field holds none. It may not be `finite`. */
export function rawAmount(dialect: Dialect, sql: string, known: string): string {
  return known === dialect.typeNames.string ? amountSql(dialect, sql) : rawFloat(dialect, sql, known);
}
