import type { Dialect } from '../dialect/dialect.js';
import { binaryDigits, numberOfDigits } from './binary-digits.js';
import { fineUnits, isMillionths, isUsual, millionths, numberOfFineUnits } from './millionths.js';

/** An aggregate: the part of a sum over rows that whole millionths hold; NULL where there is nothing to add. */
export function sumOfMillionths(dialect: Dialect, value: string): string {
  return `${dialect.sumIntegers(millionths(dialect, value))} / 1e6`;
}

/** The value where `sumOfMillionths` does not count it in full, else NULL. Few rows of most exports have one. */
export function valueWithRemainder(dialect: Dialect, value: string): string {
  return `CASE WHEN NOT COALESCE(${isMillionths(dialect, value)}, FALSE) THEN ${value} END`;
}

/** True for a row with a value, in any of these columns, that `sumOfMillionths` does not count in full. */
export function hasRemainder(dialect: Dialect, columns: readonly string[]): string {
  return columns.map((column) => `${valueWithRemainder(dialect, column)} IS NOT NULL`).join(' OR ');
}

/**
 * What `sumOfMillionths` leaves out, as two aggregates over rows of `valueWithRemainder`: `remainderOf` adds up their
 * columns.
 */
export interface RemainderColumns {
  readonly fine: string;
  readonly unusual: string;
}

/** @param value a short expression: it is repeated */
export function remainderAggregates(dialect: Dialect, value: string): RemainderColumns {
  const usual = isUsual(dialect, value);
  return {
    fine: dialect.sumIntegers(`CASE WHEN ${usual} THEN ${fineUnits(dialect, value)} END`),
    unusual: dialect.collect(`CASE WHEN NOT ${usual} THEN ${value} END`),
  };
}

/** The remainder of a sum, to be added to it; NULL where there is none. */
export function remainderOf({ hasElements, sumsOfElements }: Dialect, { fine, unusual }: RemainderColumns): string {
  const digits = sumsOfElements(unusual, binaryDigits, numberOfDigits);
  const [fineSum, unusualSum] = [numberOfFineUnits(fine), `CASE WHEN ${hasElements(unusual)} THEN ${digits} END`];
  return `CASE WHEN ${fine} IS NOT NULL OR ${hasElements(unusual)} THEN COALESCE(${fineSum}, 0e0) + COALESCE(${unusualSum}, 0e0) END`;
}
