import type { FittedNumeric } from '@propensity/core';
import type { Dialect, WeightedTerm } from '../dialect/dialect.js';

/** What a numeric feature adds to η: weighted terms over the snapshot's columns, and a constant. */
export interface NumericTerms {
  readonly terms: readonly WeightedTerm[];
  readonly constant: number;
}

/** @param take the feature's coefficients, one after the other */
export function numericTerms(
  dialect: Dialect,
  { name, log1p, impute, mean, scale, missingIndicator }: FittedNumeric,
  take: () => number,
): NumericTerms {
  const { float } = dialect;
  const x = dialect.identifier(name);
  const weight = take() / scale;
  // NaN is within no bounds, as NULL is.
  const infinity = dialect.cast("'inf'", 'float');
  const indicator = missingIndicator
    ? [{ weight: take(), value: `CASE WHEN ${x} <= ${infinity} THEN 0e0 ELSE 1e0 END` }]
    : [];
  if (!log1p) {
    const value = `CASE WHEN ${x} <= ${infinity} THEN ${x} - ${float(mean)} ELSE ${float(impute - mean)} END`;
    return { terms: [{ weight, value }, ...indicator], constant: 0 };
  }
  const imputed = float(Math.sign(impute) * Math.log1p(Math.abs(impute)));
  // An engine that works by vectors evaluates the first branch alone, and at full speed, where all rows take it.
  const value = `CASE WHEN ${x} BETWEEN 0e0 AND ${infinity} THEN LN(1e0 + ${x}) WHEN ${x} < 0e0 THEN -LN(1e0 - ${x}) ELSE ${imputed} END`;
  // Logarithms are small: the mean may be taken off all of them at once without loss.
  return { terms: [{ weight, value }, ...indicator], constant: -weight * mean };
}
