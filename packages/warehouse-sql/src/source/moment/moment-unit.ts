/** The unit of a moment that is stored as a number since the epoch. */
export type MomentUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

/** How many of a unit are in a second, as a power of ten. */
export const UNIT_DIGITS: Readonly<Record<MomentUnit, number>> = {
  seconds: 0,
  milliseconds: 3,
  microseconds: 6,
  nanoseconds: 9,
};

/** Moments from 2001-09-09 to 2286-11-20 have ten digits of seconds: those of one unit are never those of another. */
const FIRST_DIGITS = 9;

/** The greatest 64-bit integer. */
const GREATEST = 2n ** 63n - 1n;

/** The least and (exclusive) greatest number of a unit that is taken for a moment. */
export function plausibleRange(unit: MomentUnit): readonly [from: bigint, until: bigint] {
  const digits = UNIT_DIGITS[unit] + FIRST_DIGITS;
  const until = 10n ** BigInt(digits + 1);
  return [10n ** BigInt(digits), until < GREATEST ? until : GREATEST];
}

/**
 * The unit of numbers between `least` and `greatest`; null where they are not all plausible moments of one unit, so that some would be
 * read as moments of another century.
 */
export function momentUnitOf(least: bigint | number, greatest: bigint | number): MomentUnit | null {
  for (const unit of Object.keys(UNIT_DIGITS) as MomentUnit[]) {
    const [from, until] = plausibleRange(unit);
    if (least >= from && greatest < until) return unit;
  }
  return null;
}
