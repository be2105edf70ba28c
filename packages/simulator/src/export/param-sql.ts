import { type IntegerType, paramType } from './export-schema.js';

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
  /** A list of parameters where the condition holds, an empty one elsewhere. */
  when(condition: string, ...list: string[]): string;
}

/** The SQL for files that write 64-bit integers as `integer`. */
export function paramSql(integer: IntegerType): ParamSql {
  const none = `CAST([] AS ${paramType(integer)}[])`;
  return {
    param: (key, values = {}) =>
      `{'key': '${key.replaceAll("'", "''")}', 'value': {'string_value': CAST(${values.text ?? 'NULL'} AS VARCHAR),
      'int_value': CAST(CAST(${values.int ?? 'NULL'} AS BIGINT) AS ${integer}),
      'float_value': CAST(NULL AS DOUBLE), 'double_value': CAST(${values.double ?? 'NULL'} AS DOUBLE)}}`,
    when: (condition, ...list) => `CASE WHEN ${condition} THEN [${list.join(', ')}] ELSE ${none} END`,
  };
}
