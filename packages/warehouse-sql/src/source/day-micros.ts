/** Microseconds in a day. */
export const DAY_MICROS = 86_400_000_000;
