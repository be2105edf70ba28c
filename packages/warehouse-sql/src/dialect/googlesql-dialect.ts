import { parseDay, USER_BUCKET_SALT } from '@propensity/core/windows';
import type { Dialect, SqlType } from './dialect.js';
import { checkedColumn, checkedIdentifier, tableNameParts } from './identifiers.js';
import { isOneOfSql } from './is-one-of.js';
import { joinedLookUp } from './joined-look-up.js';
import { floatLiteral, integerLiteral, utcText } from './literals.js';
import { ORIGIN } from './origin.js';
import { queryRelation } from './relation.js';
import { sumOf } from './sum-of.js';
import { textAtSql } from './text-at.js';

const typeNames: Readonly<Record<SqlType, string>> = {
  string: 'STRING',
  integer: 'INT64',
  float: 'FLOAT64',
  boolean: 'BOOL',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\x00',
};

/** A GoogleSQL string literal. A lone half of a surrogate pair becomes U+FFFD, as everywhere in UTF-8. */
export function googlesqlString(text: string): string {
  const escaped = text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/[\\'\n\r\0]/g, (character) => ESCAPES[character]!);
  return `'${escaped}'`;
}

/** An integer of more than 64 bits. */
const TOO_LARGE = "NUMERIC '1e25'";

const identifier = (name: string) => `\`${checkedIdentifier(name)}\``;

/** SQL of BigQuery. The functions used are those that ZetaSQL's engine of 2023 has, too. */
export const googlesqlDialect: Dialect = {
  name: 'googlesql',
  typeNames,

  identifier,
  column: (name) => `\`${checkedColumn(name).replace(/[\\`]/g, '\\$&')}\``,
  // In one pair of backticks, as a wildcard table has to be; projects may hold a '-'.
  table: (name) => `\`${tableNameParts(name).join('.')}\``,

  string: googlesqlString,
  float: floatLiteral,
  date: (day) => `DATE '${parseDay(day)}'`,
  // With its zone, since a project can set a default other than UTC.
  timestamp: (iso) => `TIMESTAMP '${utcText(iso)}+00:00'`,

  cast: (expr, type) => `SAFE_CAST(${expr} AS ${typeNames[type]})`,
  isOneOf: (expr, texts) => isOneOfSql(expr, texts.map(googlesqlString)),
  isNaN: (expr) => `IS_NAN(${expr})`,
  integerDivide: (expr, divisor) => `DIV(${expr}, ${divisor})`,
  modulo: (expr, divisor) => `MOD(${expr}, ${divisor})`,
  textBefore: (expr, delimiter) => `SPLIT(${expr}, ${googlesqlString(delimiter)})[SAFE_OFFSET(0)]`,
  pathOf: (expr) => `REGEXP_REPLACE(${expr}, r'${ORIGIN}', '/')`,
  isoTimestamp: (expr) => `FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%E3SZ', ${expr}, 'UTC')`,
  userBucket: (expr, salt = USER_BUCKET_SALT) =>
    `CAST('0x' || SUBSTR(TO_HEX(MD5(${googlesqlString(salt)} || ${expr})), 1, 13) AS INT64) / 4503599627370496e0`,

  hmacSha256: (expr, { inner, outer }) =>
    `TO_HEX(SHA256(CONCAT(FROM_HEX('${outer}'), SHA256(CONCAT(FROM_HEX('${inner}'), SHA256(${expr}))))))`,

  firstElement: (list, field) => `${list}[SAFE_OFFSET(0)].${identifier(field)}`,
  // One pass over the list for all keys: a subquery per key would unnest it every time.
  seekKeys: (from, list, keyField, keys) => {
    const places = keys.map(
      (key, place) => `MIN(IF(p.${identifier(keyField)} = ${googlesqlString(key)}, position, NULL)) AS at_${place}`,
    );
    return queryRelation(
      `SELECT *, (SELECT AS STRUCT ${places.join(', ')} FROM UNNEST(${list}) AS p WITH OFFSET AS position) AS key_positions FROM ${from} AS unsought`,
    );
  },
  elementByKey: (list, _keyField, _key, place, valueField) =>
    `${list}[SAFE_ORDINAL(key_positions.at_${place} + 1)].${identifier(valueField)}`,
  matches: (expr, pattern) => `REGEXP_CONTAINS(${expr}, ${googlesqlString(pattern)})`,
  valueOfKey: (list, keyField, key, valueField) =>
    `(SELECT p.${identifier(valueField)} FROM UNNEST(${list}) AS p WITH OFFSET AS position WHERE p.${identifier(keyField)} = ${googlesqlString(key)} ORDER BY position LIMIT 1)`,
  anyElement: (list, condition) =>
    `EXISTS (SELECT 1 FROM UNNEST(${list}) AS e WHERE e IS NOT NULL AND ${condition('e')})`,
  hasElements: (list) => `ARRAY_LENGTH(${list}) > 0`,
  collect: (expr) => `ARRAY_AGG(${expr} IGNORE NULLS)`,
  mapElements: (list, expr) =>
    `ARRAY(SELECT v FROM (SELECT ${expr('i')} AS v FROM UNNEST(${list}) AS i) AS mapped WHERE v IS NOT NULL)`,
  sumElements: (list, expr) =>
    `SAFE_CAST((SELECT SUM(COALESCE(CAST(${expr('v')} AS NUMERIC), ${TOO_LARGE})) FROM UNNEST(${list}) AS v WHERE v IS NOT NULL) AS INT64)`,
  sumsOfElements: (list, exprs, total) =>
    `(SELECT ${total(exprs('v').map((expr) => `SUM(${expr})`))} FROM UNNEST(${list}) AS v)`,
  // A sum of INT64 that has more than 64 bits is an error; one senseless value must not stop a whole run.
  sumIntegers: (expr) => `CAST(SUM(CAST(${expr} AS NUMERIC)) AS FLOAT64)`,
  countWithin: (expr) => `COUNT(DISTINCT ${expr})`,
  textAt: (expr, which, microsExpr) => textAtSql(expr, which, `SAFE_CAST(${microsExpr} AS STRING)`),

  smallLogarithms: null,
  codedTexts: null,

  // The engine of the tests has no grouping sets: each row stands once for every set.
  groupedBySets: (from, columns, sets, aggregates) => {
    const keys = columns.map((column, place) => {
      const having = [...sets.keys()].filter((set) => sets[set]!.includes(place));
      return `CASE WHEN set_of_columns IN (${having.join(', ')}) THEN ${column} END AS key_${place}`;
    });
    const selected = columns.map((column, place) => `CAST(key_${place} AS FLOAT64) AS ${column}`);
    const groups = ['set_of_columns', ...columns.map((_, place) => `key_${place}`)];
    return `SELECT ${[...selected, ...aggregates].join(', ')}
FROM (SELECT each_row.*, set_of_columns, ${keys.join(', ')}
  FROM ${from} AS each_row CROSS JOIN UNNEST(GENERATE_ARRAY(0, ${sets.length - 1})) AS set_of_columns) AS grouped
GROUP BY ${groups.join(', ')}`;
  },

  // RANGE_BUCKET counts cuts up to the number, and those below it are wanted: of the negatives it counts those that are not.
  cutsBelow: (expr, cuts) => {
    const negatives = cuts.map((cut) => floatLiteral(-cut)).reverse();
    return `(${cuts.length} - RANGE_BUCKET(-CAST(${expr} AS FLOAT64), ARRAY<FLOAT64>[${negatives.join(', ')}]))`;
  },

  rebuildsLists: false,
  floats: (values) => `ARRAY<FLOAT64>[${values.map(floatLiteral).join(', ')}]`,
  integers: (values) => `ARRAY<INT64>[${values.join(', ')}]`,
  elementOf: (list, expr) => `${list}[OFFSET(${expr})]`,

  weightedSum: (terms) =>
    `(${sumOf(['0e0', ...terms.map(({ weight, value }) => `${floatLiteral(weight)} * ${value}`)])})`,

  lookUp: (alias, expr, weights) => joinedLookUp(googlesqlDialect, alias, expr, weights),

  inlineTable: (alias, columns, rows) => {
    const fields = columns.map((column) => `${identifier(column.name)} ${typeNames[column.type]}`).join(', ');
    // One value in parentheses would not be a struct.
    const values = rows.map((row) => `${row.length === 1 ? 'STRUCT' : ''}(${row.join(', ')})`).join(', ');
    return `(SELECT * FROM UNNEST(ARRAY<STRUCT<${fields}>>[${values}])) AS ${identifier(alias)}`;
  },

  commonTable: (name, query) => `${name} AS (${query})`,

  columnLayout: () => '',
  tableLayout: ({ partitionBy, partitionExpirationDays, clusterBy }) =>
    [
      ...(partitionBy === undefined ? [] : [`\nPARTITION BY ${identifier(partitionBy)}`]),
      ...(clusterBy === undefined ? [] : [`\nCLUSTER BY ${clusterBy.map(identifier).join(', ')}`]),
      ...(partitionBy === undefined || partitionExpirationDays === undefined
        ? []
        : [`\nOPTIONS (partition_expiration_days = ${integerLiteral(partitionExpirationDays)})`]),
    ].join(''),
};
