import { isCentredFirst } from '@propensity/core/linear-model';
import type { FittedNumeric } from '@propensity/core/preprocessing';
import type { Dialect, WeightedTerm } from '../../dialect/dialect.js';

/** What a numeric feature adds to η: a term over the snapshot's column, and a constant. */
export interface NumericTerm {
  readonly term: WeightedTerm;
  readonly constant: number;
}

/**
 * @param logarithms column with the dialect's small logarithms if the feature's column is of an integer type, else null
 * @param take returns the feature's coefficients, one per call
 */
export function numericTerm(
  dialect: Dialect,
  transformer: FittedNumeric,
  logarithms: string | null,
  take: () => number,
): NumericTerm {
  const { float, smallLogarithms } = dialect;
  const { name, log1p, impute, mean, scale, missingIndicator } = transformer;
  const x = dialect.column(name);
  const weight = take() / scale;
  const indicator = missingIndicator ? take() : null;
  // With an indicator, what a missing value adds is not a multiple of the weight, so the weight goes into the branches.
  const times = indicator === null ? '' : `${float(weight)} * `;
  const missing = (imputed: number) => float(indicator === null ? imputed : weight * imputed + indicator);
  const outside = indicator === null ? weight : 1;
  // NaN, like NULL, is within no bounds.
  const infinity = dialect.cast("'inf'", 'float');
  if (!log1p) {
    const value = `CASE WHEN ${x} <= ${infinity} THEN ${times}(${x} - ${float(mean)}) ELSE ${missing(impute - mean)} END`;
    return { term: { weight: outside, value }, constant: 0 };
  }
  const isCentred = isCentredFirst(transformer);
  const subtractedOnce = isCentred ? 0 : mean;
  const logarithm = (text: string, sign = '') =>
    isCentred ? `${times}(${sign}${text} - ${float(mean)})` : `${sign}${times}${text}`;
  const imputed = missing(Math.sign(impute) * Math.log1p(Math.abs(impute)) - (mean - subtractedOnce));
  // A vectorised engine evaluates only the first branch, at full speed, where all rows of a vector take it.
  const small =
    logarithms !== null && smallLogarithms !== null
      ? `WHEN ${x} BETWEEN 0 AND ${smallLogarithms.below - 1} THEN ${logarithm(smallLogarithms.find(logarithms, x))} `
      : '';
  const value = `CASE ${small}WHEN ${x} BETWEEN 0e0 AND ${infinity} THEN ${logarithm(`LN(1e0 + ${x})`)} WHEN ${x} < 0e0 THEN ${logarithm(`LN(1e0 - ${x})`, '-')} ELSE ${imputed} END`;
  // weight·t − weight·mean: the second part is subtracted once for all rows, unless both are huge beside their
  // difference.
  return { term: { weight: outside, value }, constant: -weight * subtractedOnce };
}
