import { PropensityError } from '../errors/propensity-error.js';

/**
 * Rows of each class.
 * @param y 0 or 1
 * @param counts rows that each element stands for; 1 each when left out
 * @throws PropensityError `one_class` unless both classes are present
 */
export function countBothClasses(
  y: ArrayLike<number>,
  counts?: ArrayLike<number>,
): { readonly positives: number; readonly negatives: number } {
  let positives = 0;
  let rows = 0;
  for (let i = 0; i < y.length; i++) {
    const count = counts === undefined ? 1 : counts[i]!;
    positives += count * y[i]!;
    rows += count;
  }
  if (positives === 0 || positives === rows) {
    throw new PropensityError('one_class', 'Calibration needs rows of both classes.', { kind: 'refused' });
  }
  return { positives, negatives: rows - positives };
}
