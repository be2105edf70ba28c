import type { Dialect } from '../dialect/dialect.js';

/**
 * The sum of a float expression, exact to the millionth and independent of the order of the rows: it is added up in
 * integers. NULL when there is nothing to add.
 */
export function exactSum(dialect: Dialect, expr: string): string {
  return `${dialect.sumIntegers(dialect.cast(`ROUND((${expr}) * 1e6)`, 'integer'))} / 1e6`;
}
