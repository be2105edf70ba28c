import type { Dialect } from '../../dialect/dialect.js';
import type { RawSchema } from '../raw-schema.js';
import { numberText, rawFloat, rawInteger, rawText } from '../raw-values.js';

/** The fields in which Analytics numbers the hits that a browser sends together. */
const BATCH_FIELDS = ['batch_page_id', 'batch_ordering_id', 'batch_event_index'];
/** The fields of an item that are read, and so distinguish two items. */
const ITEM_FIELDS = ['item_id', 'item_name', 'price_in_usd', 'price', 'quantity'];

/** Between the parts of a joined text. */
const SEPARATOR = '\u001f';

/**
 * A hash of an event's place in its batch, over a raw row; NULL where it has none. Together with user, moment
 * and name it distinguishes an event from all others, but not from its own re-deliveries.
 */
export function batchPlaceSql(dialect: Dialect, schema: RawSchema): string {
  const fields = BATCH_FIELDS.flatMap((field) => {
    const known = schema.get(field);
    return known === undefined ? [] : [rawInteger(dialect, dialect.identifier(field), known)];
  });
  if (fields.length === 0) return dialect.cast('NULL', dialect.name === 'duckdb' ? 'integer' : 'string');
  const parts = fields.map((sql) => orEmpty(dialect.cast(sql, 'string')));
  return `CASE WHEN ${fields.map((sql) => `${sql} IS NOT NULL`).join(' OR ')} THEN ${hashed(dialect, joined(dialect, parts))} END`;
}

/**
 * A hash of an event's content, over a raw row: all its parameters, in any order, and its items. Numbers are
 * equal however they are stored. It takes several times as long as the rest of an event: use it only for events that
 * are otherwise equal.
 */
export function eventContentSql(dialect: Dialect, schema: RawSchema): string {
  return hashed(dialect, joined(dialect, [paramsText(dialect, schema), itemsText(dialect, schema)]));
}

function paramsText(dialect: Dialect, schema: RawSchema): string {
  if (!schema.has('event_params.key')) return "''";
  return sortedText(dialect, 'event_params', (param) => {
    const values = [
      ['string_value', (sql: string, known: string) => `NULLIF(${rawText(dialect, sql, known)}, '')`],
      ['int_value', (sql: string, known: string) => dialect.cast(rawInteger(dialect, sql, known), 'string')],
      ['double_value', (sql: string, known: string) => numberText(dialect, rawFloat(dialect, sql, known))],
      ['float_value', (sql: string, known: string) => numberText(dialect, rawFloat(dialect, sql, known))],
    ] as const;
    const texts = values.flatMap(([field, read]) => {
      const known = schema.get(`event_params.value.${field}`);
      return known === undefined
        ? []
        : [read(`${param}.${dialect.identifier('value')}.${dialect.identifier(field)}`, known)];
    });
    const key = rawText(dialect, `${param}.${dialect.identifier('key')}`, schema.get('event_params.key')!);
    return joined(dialect, [orEmpty(key), `COALESCE(${[...texts, "''"].join(', ')})`]);
  });
}

function itemsText(dialect: Dialect, schema: RawSchema): string {
  const fields = ITEM_FIELDS.flatMap((field) => {
    const known = schema.get(`items.${field}`);
    return known === undefined ? [] : [{ field, known }];
  });
  if (fields.length === 0) return "''";
  return sortedText(dialect, 'items', (item) =>
    joined(
      dialect,
      fields.map(({ field, known }) => {
        const sql = `${item}.${dialect.identifier(field)}`;
        const text = field.startsWith('item')
          ? rawText(dialect, sql, known)
          : numberText(dialect, rawFloat(dialect, sql, known));
        return `CASE WHEN ${text} IS NULL THEN '' ELSE ${dialect.string(`${field}=`)} || ${text} END`;
      }),
    ),
  );
}

/** The texts of a list's members, sorted, as one text. */
function sortedText(dialect: Dialect, list: string, textOf: (member: string) => string): string {
  const path = dialect.identifier(list);
  const separator = dialect.string(`${SEPARATOR}${SEPARATOR}`);
  return dialect.name === 'duckdb'
    ? orEmpty(`array_to_string(list_sort(list_transform(${path}, lambda m: ${textOf('m')})), ${separator})`)
    : `ARRAY_TO_STRING(ARRAY(SELECT ${textOf('m')} AS t FROM UNNEST(${path}) AS m ORDER BY t), ${separator})`;
}

/** Texts, none of them NULL, as one. */
export function joined(dialect: Dialect, texts: readonly string[]): string {
  return `(${texts.join(` || ${dialect.string(SEPARATOR)} || `)})`;
}

/** A text, empty where it is NULL. */
export function orEmpty(text: string): string {
  return `COALESCE(${text}, '')`;
}

/** A hash of a text: an integer of 64 bits on DuckDB. BigQuery's hash to an integer is slow on servers that stand in for it: 32 hex digits there. */
export function hashed(dialect: Dialect, text: string): string {
  return dialect.name === 'duckdb' ? `CAST(hash(${text}) >> 1 AS BIGINT)` : `TO_HEX(MD5(${text}))`;
}
