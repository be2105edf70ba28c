import type { MetricOptions } from './metric-options.js';

/** Options of metrics that divide by a count which may be 0. */
export interface ZeroDivisionOptions extends MetricOptions {
  /** The value of the metric where it would divide by 0; default 0. */
  readonly zeroDivision?: number;
}

/** numerator / denominator; `zeroDivision` where the denominator is 0. */
export function ratio(numerator: number, denominator: number, zeroDivision: number): number {
  return denominator === 0 ? zeroDivision : numerator / denominator;
}
