/**
 * SQL macros of synthetic data. Draws are hashes of what they are for, so that they depend on neither the order of the rows nor the number
 * of threads.
 */
export const DRAW_MACROS: readonly string[] = [
  // Uniform in [0, 1). Hashed once more: of two purposes alone, the draws of a key would differ by the same bits for every key.
  `CREATE TEMP MACRO draw(key, purpose) AS hash(hash(key, purpose)) / 18446744073709551616e0`,
  'CREATE TEMP MACRO pick(uniform, list) AS list[1 + floor(uniform * len(list))::BIGINT]',
  // One of `size` levels, the r-th about 1/r as often as the first.
  `CREATE TEMP MACRO level(key, purpose, size) AS
    purpose || '_' || lpad(least(size - 1, floor((size + 1) ** draw(key, purpose))::BIGINT - 1)::VARCHAR, 4, '0')`,
  `CREATE TEMP MACRO param(name, text, number) AS {'key': name, 'value':
    {'string_value': text::VARCHAR, 'int_value': number::BIGINT, 'float_value': NULL::DOUBLE, 'double_value': NULL::DOUBLE}}`,
  'CREATE TEMP MACRO param_text(name, text) AS param(name, text, NULL)',
  'CREATE TEMP MACRO param_int(name, number) AS param(name, NULL, number)',
];
