import type { FittedNumeric } from '../preprocessing/fitted-transformers.js';

/**
 * From this many deviations between the mean and 0 on, the mean is subtracted from each logarithm instead of once from
 * the sum.
 */
const FAR = 100;

/**
 * Whether slope·(t − mean) has to be computed in this form. slope·t − slope·mean, whose second part is one constant for
 * all rows, saves a subtraction per row; but where logarithms differ little from user to user, both parts are huge
 * relative to their difference, and their rounding errors grow with them. Values without a logarithm are always centred
 * first.
 */
export function isCentredFirst({ log1p, mean, scale }: Pick<FittedNumeric, 'log1p' | 'mean' | 'scale'>): boolean {
  return !log1p || Math.abs(mean) > FAR * scale;
}
