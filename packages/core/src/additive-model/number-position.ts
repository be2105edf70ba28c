import type { FittedNumeric } from '../preprocessing/fitted-transformers.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';

/** The value of a feature's column of the design. @param value null is missing */
export function columnValue({ log1p, impute, mean, scale }: FittedNumeric, value: number | null): number {
  const x = value ?? impute;
  return ((log1p ? signedLog1p(x) : x) - mean) / scale;
}
