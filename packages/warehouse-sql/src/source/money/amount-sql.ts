import type { Dialect } from '../../dialect/dialect.js';

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

export interface MoneySql {
  /** Float expressions, NULL where the event has none. */
  readonly inUsd: string;
  readonly local: string;
  /** Text: the currency of `local`. */
  readonly currency: string;
}

/**
 * An amount in the currency that is summed: US dollars, into which Analytics converts, or that of the configuration. An
 * amount in another currency without its value in dollars is NULL; one whose currency is missing is taken to be in the
 * currency that is summed.
 * @param currency ISO 4217; null for dollars
 */
export function moneySql(dialect: Dialect, { inUsd, local, currency }: MoneySql, of: string | null): string {
  const isOf = (code: string) =>
    `COALESCE(NULLIF(UPPER(TRIM(${currency})), ''), ${dialect.string(code)}) = ${dialect.string(code)}`;
  if (of === null || of === 'USD') return `COALESCE(${inUsd}, CASE WHEN ${isOf('USD')} THEN ${local} END)`;
  return `CASE WHEN ${isOf(of)} THEN ${local} END`;
}
