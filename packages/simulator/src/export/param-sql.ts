import type { IntegerType } from './export-schema.js';

/** SQL of a parameter's value, by the field that it stands in; the others are null. */
export interface ParamValueSql {
  readonly text?: string;
  readonly int?: string;
  readonly double?: string;
}

/**
 * SQL of parts of `event_params`, over a flat event `e` with its name `n`, page `p`, sources `s` (first) and `v` (of the
 * session), and basket `b`.
 */
export interface ParamSql {
  /** One parameter. Without values the key is there, and all its values are null. */
  param(key: string, values?: ParamValueSql): string;
  /** The parameters where the condition holds, nulls elsewhere. */
  when(condition: string, ...list: string[]): string[];
}

/** The SQL for files that write 64-bit integers as `integer`. */
export function paramSql(integer: IntegerType): ParamSql {
  return {
    param: (key, values = {}) =>
      `{'key': '${key.replaceAll("'", "''")}', 'value': {'string_value': CAST(${values.text ?? 'NULL'} AS VARCHAR),
      'int_value': CAST(CAST(${values.int ?? 'NULL'} AS BIGINT) AS ${integer}),
      'float_value': CAST(NULL AS DOUBLE), 'double_value': CAST(${values.double ?? 'NULL'} AS DOUBLE)}}`,
    when: (condition, ...list) => list.map((entry) => `CASE WHEN ${condition} THEN ${entry} END`),
  };
}
