import { PropensityError } from '../errors/propensity-error.js';

/** Number of positives. @param y 0 or 1 @throws PropensityError `one_class` unless both classes are present */
export function countBothClasses(y: ArrayLike<number>): { readonly positives: number; readonly negatives: number } {
  let positives = 0;
  for (let i = 0; i < y.length; i++) positives += y[i]!;
  if (positives === 0 || positives === y.length) {
    throw new PropensityError('one_class', 'Calibration needs rows of both classes.', { kind: 'refused' });
  }
  return { positives, negatives: y.length - positives };
}
