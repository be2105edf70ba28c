import { floatLiteral } from '../dialect/literals.js';

/** Bits per digit: the sum of up to 2²¹ digits is exact in a double, in any order. */
const BITS = 32;
/** The digits' powers of two: from the greatest number that is read, below 2³³³, down to 2⁻³⁸⁴. */
const POWERS = Array.from({ length: (320 + 384) / BITS + 1 }, (_, place) => 320 - place * BITS);

const times = (value: string, power: number) => `${value} * ${floatLiteral(2 ** power)}`;

/**
 * A double as whole numbers of less than 32 bits that have its sign, most significant first: as in a superaccumulator,
 * their sums lose nothing. Every step is exact, so all engines give the same digits.
 * @param value a short float expression, at most 1e100; it is repeated
 * @see Kulisch and Miranker, "Computer Arithmetic in Theory and Practice" (1981)
 */
export function binaryDigits(value: string): string[] {
  return POWERS.map((power, place) => {
    const whole = `TRUNC(${times(value, -power)})`;
    if (place === 0) return whole;
    return `${whole} - TRUNC(${times(value, -POWERS[place - 1]!)}) * ${floatLiteral(2 ** BITS)}`;
  });
}

/**
 * The number that sums of digits represent, to a unit in the last place: added from the greatest place down, since
 * digits may cancel.
 */
export function numberOfDigits(sums: readonly string[]): string {
  return sums.map((sum, place) => times(sum, POWERS[place]!)).join(' + ');
}
