import type { Dialect } from '../../dialect/dialect.js';
import { type ScalarFamily, scalarFamily } from '../shape/data-type.js';
import { duckdbRefusal } from '../shape/duckdb-json-sql.js';
import { googlesqlRefusal } from '../shape/googlesql-json-sql.js';

const EXPECTED = 'text, or a whole number that its type holds exactly';

/** Below these, a float of that size holds every whole number exactly; above, the ids of several people become one. */
const EXACT: Partial<Record<ScalarFamily, string>> = { double: '9007199254740992', float: '16777216' };

export interface UserIdField {
  /** As a message names it. */
  readonly field: string;
  readonly sql: string;
  /** The engine's name of its type; `JSON` for a value of a JSON file, which may be text or a number. */
  readonly typeName: string;
}

/**
 * A user's id as text, exactly as given; NULL where there is none. A number that its type may have rounded ends the
 * statement with an error: it could be another person's id.
 */
export function userIdSql(dialect: Dialect, field: UserIdField): string {
  const { sql, typeName } = field;
  const family = scalarFamily(typeName);
  const text = dialect.cast(sql, 'string');
  switch (family) {
    case 'text':
      return `NULLIF(${typeName === dialect.typeNames.string ? sql : text}, '')`;
    case 'integer':
    case 'decimal':
      return text;
    case 'double':
    case 'float':
      return exactText(dialect, field, sql, EXACT[family]!);
    case 'json':
      return jsonText(dialect, field);
    default:
      return `CASE WHEN ${sql} IS NOT NULL THEN ${refusal(dialect, field)} END`;
  }
}

function exactText(dialect: Dialect, field: UserIdField, number: string, bound: string): string {
  const whole = dialect.cast(number, 'integer');
  return `CASE WHEN ${number} IS NULL THEN NULL WHEN ABS(${number}) < ${bound} AND ${whole} = ${number} THEN ${dialect.cast(whole, 'string')} ELSE ${refusal(dialect, field)} END`;
}

/** A number in JSON is written in digits: where it is nothing but digits, they are read as text. */
function jsonText(dialect: Dialect, field: UserIdField): string {
  const isDuckdb = dialect.name === 'duckdb';
  const plain = isDuckdb ? `(${field.sql} ->> '$')` : `JSON_VALUE(${field.sql}, '$')`;
  const written = isDuckdb ? `CAST(${field.sql} AS VARCHAR)` : `TO_JSON_STRING(${field.sql})`;
  const digits = isDuckdb ? `regexp_full_match(${written}, '-?\\d+')` : `REGEXP_CONTAINS(${written}, r'^-?[0-9]+$')`;
  const number = exactText(dialect, field, dialect.cast(plain, 'float'), EXACT.double!);
  const isNumber = isDuckdb ? `regexp_full_match(${written}, '-?\\d.*')` : `REGEXP_CONTAINS(${written}, r'^-?[0-9]')`;
  return `CASE WHEN ${field.sql} IS NULL OR ${written} = 'null' THEN NULL WHEN ${written} LIKE '"%' THEN NULLIF(${plain}, '') WHEN ${digits} THEN ${plain} WHEN ${isNumber} THEN ${number} ELSE ${refusal(dialect, field)} END`;
}

function refusal(dialect: Dialect, { field, sql, typeName }: UserIdField): string {
  if (dialect.name === 'duckdb') return `CAST(${duckdbRefusal(field, EXPECTED, sql)} AS VARCHAR)`;
  return googlesqlRefusal(
    field,
    EXPECTED,
    scalarFamily(typeName) === 'json' ? `TO_JSON_STRING(${sql})` : `CAST(${sql} AS STRING)`,
  );
}
