import type { Dialect } from '../dialect/dialect.js';
import { binaryDigits, numberOfDigits } from './binary-digits.js';
import { fineUnits, isMillionths, isUsual, millionths, numberOfFineUnits } from './millionths.js';

type OfValue = (dialect: Dialect, value: string) => string;

/**
 * The exact sum of a list of floats, each at most 1e100 in size; NULL where there is nothing to add.
 * @param list a short expression: it is repeated
 */
export function exactSumOfElements(dialect: Dialect, list: string): string {
  const sum = (condition: OfValue, units: OfValue) =>
    dialect.sumElements(list, (value) => `CASE WHEN ${condition(dialect, value)} THEN ${units(dialect, value)} END`);
  // Each sum is NULL for a list that needs the next, slower one.
  const sums = [
    `${sum(isMillionths, millionths)} / 1e6`,
    `${sum(isUsual, millionths)} / 1e6 + ${numberOfFineUnits(sum(isUsual, fineUnits))}`,
    dialect.sumsOfElements(list, binaryDigits, numberOfDigits),
  ];
  return `CASE WHEN ${dialect.hasElements(list)} THEN COALESCE(${sums.join(', ')}) END`;
}
