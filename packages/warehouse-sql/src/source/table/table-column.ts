/**
 * What a column of a table holds, as its type says: `moment` without a zone, `zoned moment` with one; `other` is what no
 * feature can be made of.
 */
export type ColumnType = 'text' | 'integer' | 'float' | 'boolean' | 'date' | 'moment' | 'zoned moment' | 'other';

/** A column of a table of one's own. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

const DUCKDB: readonly (readonly [RegExp, ColumnType])[] = [
  [/^(VARCHAR|UUID|ENUM\(.*\))$/, 'text'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/, 'integer'],
  [/^(FLOAT|DOUBLE|DECIMAL\(.*\))$/, 'float'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP(_S|_MS|_NS)?$/, 'moment'],
  [/^TIMESTAMP WITH TIME ZONE$/, 'zoned moment'],
];

const GOOGLESQL: Readonly<Record<string, ColumnType>> = {
  STRING: 'text',
  INTEGER: 'integer',
  INT64: 'integer',
  FLOAT: 'float',
  FLOAT64: 'float',
  NUMERIC: 'float',
  BIGNUMERIC: 'float',
  BOOLEAN: 'boolean',
  BOOL: 'boolean',
  DATE: 'date',
  DATETIME: 'moment',
  TIMESTAMP: 'zoned moment',
};

/** @param type as DuckDB's DESCRIBE writes it */
export function duckdbColumnType(type: string): ColumnType {
  return DUCKDB.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}

/** @param field of a table's schema, as BigQuery's REST API writes it */
export function bigqueryColumnType({ type, mode }: { readonly type: string; readonly mode?: string }): ColumnType {
  return mode === 'REPEATED' ? 'other' : (GOOGLESQL[type] ?? 'other');
}
