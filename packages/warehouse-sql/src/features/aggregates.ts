import type { Dialect } from '../dialect/dialect.js';

/**
 * The sum of a float expression, exact to the millionth and independent of the order of the rows: it is added up in
 * integers. NULL when there is nothing to add.
 */
export function exactSum(dialect: Dialect, expr: string): string {
  return `${dialect.sumIntegers(dialect.cast(`ROUND((${expr}) * 1e6)`, 'integer'))} / 1e6`;
}

/**
 * The text that `valueExpr` had on the row of the last (or first) moment at which it was known; ties go to the greatest (smallest) text.
 * @param microsExpr the row's moment
 */
export function textAt(dialect: Dialect, valueExpr: string, which: 'last' | 'first', microsExpr: string): string {
  const aggregate = which === 'last' ? 'MAX' : 'MIN';
  // Microseconds since the epoch have 16 digits from 2001 to 2286: as text they sort as they do as numbers.
  return `SUBSTR(${aggregate}(${dialect.cast(microsExpr, 'string')} || ${valueExpr}), 17)`;
}
