import type { Dialect } from '../../dialect/dialect.js';
import type { RawSchema } from '../raw-schema.js';
import { rawInteger, rawText } from '../raw-values.js';
import { pathSql } from './ua-hit-events.js';

/** Where custom dimensions are, in the order in which they are looked for: those of the hit, then those of the session or user. */
const LISTS = ['hits.customdimensions', 'customdimensions'] as const;

export type DimensionList = (typeof LISTS)[number];

/**
 * The value of a custom dimension by its index, as text over a row of an event; NULL where it is empty or not there.
 * @param lists where it is looked for
 */
export function customDimensionSql(
  dialect: Dialect,
  schema: RawSchema,
  index: number,
  lists: readonly DimensionList[] = LISTS,
): string {
  const values = lists.flatMap((list) => {
    const value = valueOfIndex(dialect, schema, list, index);
    const known = schema.get(`${list}.value`);
    return value === null ? [] : [`NULLIF(${rawText(dialect, value, known!)}, '')`];
  });
  return `COALESCE(${[...values, dialect.cast('NULL', 'string')].join(', ')})`;
}

/** The `value` of the element of a list with this `index`, as it is stored; null where the rows have no such list. */
export function valueOfIndex(dialect: Dialect, schema: RawSchema, list: string, index: number): string | null {
  const known = schema.get(`${list}.index`);
  if (known === undefined || !schema.has(`${list}.value`)) return null;
  const path = pathSql(dialect, list);
  const isIt = `${rawInteger(dialect, `p.${dialect.identifier('index')}`, known)} = ${index}`;
  return dialect.name === 'duckdb'
    ? `list_filter(${path}, lambda p: ${isIt})[1].${dialect.identifier('value')}`
    : `(SELECT p.${dialect.identifier('value')} FROM UNNEST(${path}) AS p WITH OFFSET AS place WHERE ${isIt} ORDER BY place LIMIT 1)`;
}
