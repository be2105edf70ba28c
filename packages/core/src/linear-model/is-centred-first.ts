import type { FittedNumeric } from '../preprocessing/fitted-transformers.js';

/** Deviations between a mean and 0, from which on the mean is taken off each logarithm instead of once off the sum. */
const FAR = 100;

/**
 * Whether slope·(t − mean) has to be computed as it stands. slope·t − slope·mean, whose second part is one constant for all
 * rows, saves a subtraction a row; but where logarithms differ little from user to user, both parts are huge beside their
 * difference, and what they lose by rounding grows with them. Values without a logarithm are always centred first.
 */
export function isCentredFirst({ log1p, mean, scale }: Pick<FittedNumeric, 'log1p' | 'mean' | 'scale'>): boolean {
  return !log1p || Math.abs(mean) > FAR * scale;
}
