import { PropensityError } from '../errors/propensity-error.js';

/** @param what the rows that are too few */
export function tooFewUsers(what: string, minUsers: number): PropensityError {
  return new PropensityError(
    'too_few_users',
    `There are ${what}, but perhaps fewer than ${minUsers} users: with training.minCellUsers nothing may be said of them.`,
    {
      kind: 'refused',
      hint: 'Lower training.minCellUsers or training.calibrationFolds, or train on more users or days.',
    },
  );
}

/** Refuses a set with rows of a class, but too few of them. @param counts null where the warehouse did not say */
export function assertEnoughUsers(
  counts: { readonly rows: number; readonly positives: number } | null,
  minUsers: number,
  least: number,
): void {
  if (counts === null) throw tooFewUsers('positives or negatives in a part of the training rows', minUsers);
  const { rows, positives } = counts;
  if ([positives, rows - positives].some((n) => n > 0 && n < least)) assertEnoughUsers(null, minUsers, least);
}
