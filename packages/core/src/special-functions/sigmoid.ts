import { expOfNegative } from './exp-log1p.js';

/**
 * Every logit is clamped to [−MAX_LOGIT, MAX_LOGIT] before it becomes a probability, in core and in the warehouse's
 * SQL: e^36 does not overflow anywhere, and a probability is never exactly 0.
 */
export const MAX_LOGIT = 36;

/** `logit` clamped to [−36, 36]; NaN stays NaN. */
export function clampLogit(logit: number): number {
  return Math.min(MAX_LOGIT, Math.max(-MAX_LOGIT, logit));
}

/** 1 / (1 + e^−logit) of the clamped logit: a probability in (0, 1); NaN for NaN. The kernels' `probability` gives the same bits. */
export function sigmoid(logit: number): number {
  const bounded = clampLogit(logit);
  const z = expOfNegative(-Math.abs(bounded));
  const inverse = 1 / (1 + z);
  return bounded >= 0 ? inverse : z * inverse;
}

/** ln(1 + e^x) without overflow: the loss of a row whose score is wrong by x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
