import type { Dialect, LookUp, SqlColumn, TextWeights } from './dialect.js';

const COLUMNS: readonly SqlColumn[] = [
  { name: 'level', type: 'string' },
  { name: 'weight', type: 'float' },
];

/** A look-up in a table that is written into the statement. */
export function joinedLookUp(
  { inlineTable, string, float }: Pick<Dialect, 'inlineTable' | 'string' | 'float'>,
  alias: string,
  expr: string,
  weights: TextWeights,
): LookUp {
  const rows = weights.map(([text, weight]) => [string(text), float(weight)]);
  return {
    join: `LEFT JOIN ${inlineTable(alias, COLUMNS, rows)} ON ${alias}.level = ${expr}`,
    weight: `${alias}.weight`,
  };
}
