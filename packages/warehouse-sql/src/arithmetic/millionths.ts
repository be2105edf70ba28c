import type { Dialect } from '../dialect/dialect.js';
import { floatLiteral } from '../dialect/literals.js';

/*
 * Sums of floats that do not depend on the order of the rows, nor on the engine, and are exact at the scale of the data. Most
 * numbers of an export, money above all, are decimals of a few places: they are added up as whole millionths, so that .1 and
 * .2 make .3. What a number has beyond its millionths is added up in units of 2⁻⁸², and numbers that are too small or too
 * large for either digit by digit. Each number counts to within one part in 10¹⁵ of itself; those below 2⁻³⁸⁴ count as 0.
 */

/** Numbers of less than this, 9e-10, have too few digits in the fine unit. */
const LEAST_USUAL = 2 ** -30;
/** What remains of a number beyond its millionths is at most half of one: in this unit it has 62 bits. */
const FINE_UNITS = 2 ** 82;

/** Whole millionths of a float expression; NULL from 9.2e12 on, where they have more than 64 bits. */
export function millionths({ cast }: Dialect, value: string): string {
  return cast(`ROUND((${value}) * 1e6)`, 'integer');
}

/** True for a decimal of at most six places, as far as a double can tell; NULL for a number that has no millionths. */
export function isMillionths(dialect: Dialect, value: string): string {
  return `ABS(${value} - ${millionths(dialect, value)} / 1e6) <= ABS(${value}) * 1e-15`;
}

/** True for a number, not NULL, of a size that millionths and fine units can hold. */
export function isUsual(dialect: Dialect, value: string): string {
  return `(${millionths(dialect, value)} IS NOT NULL AND (ABS(${value}) >= ${floatLiteral(LEAST_USUAL)} OR ${value} = 0))`;
}

/** What a number of usual size has beyond its millionths, in whole fine units. */
export function fineUnits(dialect: Dialect, value: string): string {
  const beyond = `(${value} - ${millionths(dialect, value)} / 1e6) * ${floatLiteral(FINE_UNITS)}`;
  return `CASE WHEN ${isMillionths(dialect, value)} THEN 0 ELSE ${dialect.cast(`ROUND(${beyond})`, 'integer')} END`;
}

/** The number that a sum of fine units stands for. */
export function numberOfFineUnits(sum: string): string {
  return `${sum} * ${floatLiteral(1 / FINE_UNITS)}`;
}
