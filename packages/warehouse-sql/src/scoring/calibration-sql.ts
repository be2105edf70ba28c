import type { Calibration } from '@propensity/core';
import type { Dialect } from '../dialect/dialect.js';

/** The calibrated logit, as `calibrateLogit` of core computes it, of the linear score in the column `eta`. */
export function calibratedLogitSql(dialect: Dialect, calibration: Calibration, eta: string): string {
  const { float } = dialect;
  switch (calibration.method) {
    case 'none':
      return eta;
    case 'platt':
      return `${float(calibration.slope)} * ${eta} + ${float(calibration.intercept)}`;
    case 'beta':
      return `${float(calibration.b)} * ${softplusSql(eta)} - ${float(calibration.a)} * ${softplusSql(`(-${eta})`)} + ${float(calibration.c)}`;
    case 'smooth':
      return betweenKnotsSql(
        dialect,
        calibration.eta,
        calibration.logit,
        eta,
        (x, y) => `${float(y)} + (${eta} - ${float(x)})`,
      );
    case 'isotonic':
      return betweenKnotsSql(dialect, calibration.eta, calibration.logit, eta, (_, y) => float(y));
    case 'recalibrated':
      return `${float(calibration.slope)} * (${calibratedLogitSql(dialect, calibration.of, eta)}) + ${float(calibration.shift)}`;
  }
}

/** ln(1 + e^x) without overflow. */
function softplusSql(x: string): string {
  return `(GREATEST(${x}, 0e0) + LN(1e0 + EXP(-ABS(${x}))))`;
}

/** One branch per segment of the line through the knots, from the lowest up. @param beyond the value beyond an outermost knot */
function betweenKnotsSql(
  dialect: Dialect,
  xs: readonly number[],
  ys: readonly number[],
  x: string,
  beyond: (knot: number, value: number) => string,
): string {
  const { float } = dialect;
  const pieces = xs.slice(1).map((upper, index) => {
    const lower = xs[index]!;
    const slope = (ys[index + 1]! - ys[index]!) / (upper - lower);
    return `WHEN ${x} < ${float(upper)} THEN ${float(ys[index]!)} + (${x} - ${float(lower)}) * ${float(slope)}`;
  });
  return `CASE WHEN ${x} <= ${float(xs[0]!)} THEN ${beyond(xs[0]!, ys[0]!)} ${pieces.join(' ')} ELSE ${beyond(xs.at(-1)!, ys.at(-1)!)} END`;
}
