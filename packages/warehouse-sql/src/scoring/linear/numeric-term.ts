import { isCentredFirst } from '@propensity/core/linear-model';
import type { FittedNumeric } from '@propensity/core/preprocessing';
import type { Dialect, WeightedTerm } from '../../dialect/dialect.js';

/** What a numeric feature adds to η: a term over the snapshot's column, and a constant. */
export interface NumericTerm {
  readonly term: WeightedTerm;
  readonly constant: number;
}

/**
 * @param logarithms column that has the dialect's small logarithms, should this one be of an integer type; else null
 * @param take the feature's coefficients, one after the other
 */
export function numericTerm(
  dialect: Dialect,
  transformer: FittedNumeric,
  logarithms: string | null,
  take: () => number,
): NumericTerm {
  const { float, smallLogarithms } = dialect;
  const { name, log1p, impute, mean, scale, missingIndicator } = transformer;
  const x = dialect.identifier(name);
  const weight = take() / scale;
  const indicator = missingIndicator ? take() : null;
  // What a missing value adds beside its indicator is no multiple of the weight, so that the weight is in the branches then.
  const times = indicator === null ? '' : `${float(weight)} * `;
  const missing = (imputed: number) => float(indicator === null ? imputed : weight * imputed + indicator);
  const outside = indicator === null ? weight : 1;
  // NaN is within no bounds, as NULL is.
  const infinity = dialect.cast("'inf'", 'float');
  if (!log1p) {
    const value = `CASE WHEN ${x} <= ${infinity} THEN ${times}(${x} - ${float(mean)}) ELSE ${missing(impute - mean)} END`;
    return { term: { weight: outside, value }, constant: 0 };
  }
  const isCentred = isCentredFirst(transformer);
  const apart = isCentred ? 0 : mean;
  const logarithm = (text: string, sign = '') =>
    isCentred ? `${times}(${sign}${text} - ${float(mean)})` : `${sign}${times}${text}`;
  const imputed = missing(Math.sign(impute) * Math.log1p(Math.abs(impute)) - (mean - apart));
  // An engine that works by vectors evaluates the first branch alone, and at full speed, where all rows take it.
  const small =
    logarithms !== null && smallLogarithms !== null
      ? `WHEN ${x} BETWEEN 0 AND ${smallLogarithms.below - 1} THEN ${logarithm(smallLogarithms.find(logarithms, x))} `
      : '';
  const value = `CASE ${small}WHEN ${x} BETWEEN 0e0 AND ${infinity} THEN ${logarithm(`LN(1e0 + ${x})`)} WHEN ${x} < 0e0 THEN ${logarithm(`LN(1e0 - ${x})`, '-')} ELSE ${imputed} END`;
  // weight·t − weight·mean: the second part is taken off all rows at once, as long as both are not huge beside their difference.
  return { term: { weight: outside, value }, constant: -weight * apart };
}
