import { parseDay, USER_BUCKET_SALT } from '@propensity/core/windows';
import { cutsBelowOnGrid } from './cuts-on-grid.js';
import type { Dialect, SqlColumn, SqlType } from './dialect.js';
import { checkedColumn, checkedIdentifier, tableNameParts } from './identifiers.js';
import { isOneOfSql } from './is-one-of.js';
import { joinedLookUp } from './joined-look-up.js';
import { floatLiteral, utcText } from './literals.js';
import { ORIGIN } from './origin.js';
import { queryRelation } from './relation.js';
import { textAtSql } from './text-at.js';

const typeNames: Readonly<Record<SqlType, string>> = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** Left to choose, DuckDB tries every method on a text column, which takes longer than writing it. */
const COMPRESSION: Readonly<Record<NonNullable<SqlColumn['texts']>, string>> = {
  different: 'uncompressed',
  same: 'dictionary',
};

/** A column with more texts than this is seldom stored as a dictionary. */
const MAX_LISTED_TEXTS = 256;

/** Logarithms of whole numbers below this are looked up; few counts are greater. */
const SMALL_NUMBERS_BELOW = 256;

/** A DuckDB string literal. Backslashes mean themselves; a NUL would end the statement, so it is written as chr(0). */
export function duckdbString(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\0') ? `(${quoted.replaceAll('\0', "' || chr(0) || '")})` : quoted;
}

/** An integer of more than 64 bits. */
const TOO_LARGE = '1e25::HUGEINT';

/** A HUGEINT of up to 85 bits as the nearest double: the cast rounds those of more than 53 bits twice. */
const nearestDouble = (sum: string) =>
  `CASE WHEN ${sum} BETWEEN -9007199254740992 AND 9007199254740992 THEN CAST(${sum} AS DOUBLE)
    ELSE CAST(${sum} // 4294967296 AS DOUBLE) * 4294967296e0 + CAST(${sum} % 4294967296 AS DOUBLE) END`;

const identifier = (name: string) => `"${checkedIdentifier(name)}"`;

/** SQL of DuckDB 1.5. Timestamps are kept without a zone, in UTC. */
export const duckdbDialect: Dialect = {
  name: 'duckdb',
  typeNames,

  identifier,
  column: (name) => `"${checkedColumn(name).replaceAll('"', '""')}"`,
  table: (name) =>
    tableNameParts(name)
      .map((part) => `"${part}"`)
      .join('.'),

  string: duckdbString,
  float: floatLiteral,
  date: (day) => `DATE '${parseDay(day)}'`,
  timestamp: (iso) => `TIMESTAMP '${utcText(iso)}'`,

  cast: (expr, type) => `TRY_CAST(${expr} AS ${typeNames[type]})`,
  isOneOf: (expr, texts) => isOneOfSql(expr, texts.map(duckdbString)),
  isNaN: (expr) => `isnan(${expr})`,
  integerDivide: (expr, divisor) => `(${expr}) // ${divisor}`,
  modulo: (expr, divisor) => `(${expr}) % ${divisor}`,
  textBefore: (expr, delimiter) => `split_part(${expr}, ${duckdbString(delimiter)}, 1)`,
  pathOf: (expr) => `regexp_replace(${expr}, '${ORIGIN}', '/')`,
  isoTimestamp: (expr) => `strftime(${expr}, '%Y-%m-%dT%H:%M:%S.%gZ')`,
  userBucket: (expr, salt = USER_BUCKET_SALT) =>
    `CAST('0x' || substr(md5(${duckdbString(salt)} || ${expr}), 1, 13) AS UBIGINT) / 4503599627370496e0`,

  hmacSha256: (expr, { inner, outer }) =>
    `sha256(unhex('${outer}') || unhex(sha256(unhex('${inner}') || unhex(sha256(${expr})))))`,

  firstElement: (list, field) => `(${list})[1].${identifier(field)}`,
  // 64-bit hashes are compared several times as fast as texts, which would also be copied.
  seekKeys: (from, list, keyField) =>
    queryRelation(
      `SELECT *, list_transform(${list}, lambda p: hash(p.${identifier(keyField)})) AS element_keys FROM ${from} AS unsought`,
    ),
  elementByKey: (list, _keyField, key, _place, valueField) =>
    `${list}[list_position(element_keys, hash(${duckdbString(key)}))].${identifier(valueField)}`,
  matches: (expr, pattern) => `regexp_matches(${expr}, ${duckdbString(pattern)})`,
  valueOfKey: (list, keyField, key, valueField) =>
    `list_filter(${list}, lambda p: p.${identifier(keyField)} = ${duckdbString(key)})[1].${identifier(valueField)}`,
  anyElement: (list, condition) =>
    `COALESCE(len(list_filter(${list}, lambda e: e IS NOT NULL AND ${condition('e')})) > 0, FALSE)`,
  // Most events have no items.
  mapElements: (list, expr) =>
    `CASE WHEN len(${list}) > 0 THEN list_filter(list_transform(${list}, lambda i: ${expr('i')}), lambda v: v IS NOT NULL) END`,
  hasElements: (list) => `len(${list}) > 0`,
  collect: (expr) => `list(${expr}) FILTER (WHERE ${expr} IS NOT NULL)`,
  sumElements: (list, expr) =>
    `TRY_CAST(list_sum(list_transform(${list}, lambda v: CASE WHEN v IS NOT NULL THEN COALESCE(${expr('v')}, ${TOO_LARGE}) END)) AS BIGINT)`,
  sumsOfElements: (list, exprs, total) =>
    total(exprs('v').map((expr) => `list_sum(list_transform(${list}, lambda v: ${expr}))`)),
  sumIntegers: (expr) => nearestDouble(`SUM(${expr})`),
  // DISTINCT keeps a hash table per group, which takes over a quarter of the time of the session features.
  countWithin: (expr, span) =>
    span > 64 ? `COUNT(DISTINCT ${expr})` : `COALESCE(bit_count(bit_or(1::UBIGINT << (${expr} % 64))), 0)`,
  textAt: (expr, which, microsExpr) => textAtSql(expr, which, `TRY_CAST(${microsExpr} AS VARCHAR)`),

  smallLogarithms: {
    below: SMALL_NUMBERS_BELOW,
    list: `list_transform(range(${SMALL_NUMBERS_BELOW}), lambda n: LN(1e0 + n))`,
    find: (list, expr) => `list_extract(${list}, 1 + ${expr})`,
  },

  codedTexts: {
    list: (values) => `[${values.map(floatLiteral).join(', ')}]::DOUBLE[]`,
    find: (list, expr) => `list_extract(${list}, 1 + enum_code(${expr}))`,
  },

  groupedBySets: (from, columns, sets, aggregates) => {
    const keys = columns.map((column) => `CAST(${column} AS DOUBLE) AS ${column}`);
    const groups = sets.map((places) => `(${places.map((place) => columns[place]).join(', ')})`);
    return `SELECT ${[...keys, ...aggregates].join(', ')}\nFROM ${from} AS grouped\nGROUP BY GROUPING SETS (${groups.join(', ')})`;
  },

  cutsBelow: cutsBelowOnGrid,

  rebuildsLists: true,
  floats: (values) => `[${values.map(floatLiteral).join(', ')}]::DOUBLE[]`,
  integers: (values) => `[${values.join(', ')}]::INTEGER[]`,
  elementOf: (list, expr) => `list_extract(${list}, 1 + ${expr})`,

  // A quarter faster than a chain of products and sums, each of which writes a vector of its own.
  weightedSum: (terms) => {
    if (terms.length === 0) return '0e0';
    const values = terms.map(({ value }) => value).join(',\n      ');
    return `list_inner_product([${values}], [${terms.map(({ weight }) => floatLiteral(weight)).join(', ')}])`;
  },

  // On a column that is stored as a dictionary, a function is evaluated once per entry, a join once per row.
  lookUp: (alias, expr, weights) => {
    if (weights.length === 0) return { join: null, weight: 'CAST(NULL AS DOUBLE)' };
    if (weights.length > MAX_LISTED_TEXTS) return joinedLookUp(duckdbDialect, alias, expr, weights);
    const texts = weights.map(([text]) => duckdbString(text)).join(', ');
    const found = weights.map(([, weight]) => floatLiteral(weight)).join(', ');
    return { join: null, weight: `list_extract([${found}], list_position([${texts}], ${expr}))` };
  },

  inlineTable: (alias, columns, rows) => {
    const names = columns.map((column) => identifier(column.name)).join(', ');
    const blanks = columns.map((column) => `CAST(NULL AS ${typeNames[column.type]})`).join(', ');
    if (rows.length === 0) return `(SELECT ${blanks} WHERE FALSE) AS ${identifier(alias)}(${names})`;
    return `(VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS ${identifier(alias)}(${names})`;
  },

  // Otherwise DuckDB stores it, with every column, when it is named more than once.
  commonTable: (name, query) => `${name} AS NOT MATERIALIZED (${query})`,

  columnLayout: ({ texts }) => (texts === undefined ? '' : ` USING COMPRESSION ${COMPRESSION[texts]}`),
  tableLayout: () => '',
};
