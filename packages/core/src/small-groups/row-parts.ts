import type { RowDivision, RowSet } from '../ports/training-rows.js';

/** Stands for all levels of a category that too few users have. A level that is called so is one of them. */
export const FEW_USERS = '(few users)';

/**
 * So many rows of a set are certain to be of `minUsers` different users: nobody has two rows at one snapshot.
 */
export function leastRows({ of }: RowSet, { train, snapshots }: RowDivision, minUsers: number): number {
  return minUsers * (of === 'train' ? train.length : of === 'all' ? snapshots.length : 1);
}

/** The rows of a set, or all others. */
export interface RowPart {
  readonly set: RowSet;
  readonly isRest: boolean;
  /** A value that some of its rows have is kept where at least so many have it. */
  readonly leastRows: number;
}

/**
 * The parts into which the questions of a training divide its rows: whatever they add up by level, or of a number's known or
 * missing values, is one of these, or some of them together, or what one leaves of another. The first part has all rows.
 */
export function rowParts(division: RowDivision, minUsers: number): RowPart[] {
  const { snapshots, train, test, folds } = division;
  const all = snapshots.length;
  const part = (set: RowSet): RowPart => ({ set, isRest: false, leastRows: leastRows(set, division, minUsers) });
  const rest = (set: RowSet, others: number): RowPart => ({ set, isRest: true, leastRows: minUsers * others });
  const described = [...new Set([test, train[0]!])].map((snapshot): RowSet => ({ of: { snapshot } }));
  const eachFold = Array.from({ length: folds }, (_, only) => only);
  return [
    part({ of: 'all' }),
    rest({ of: 'train' }, all),
    ...eachFold.map((only) => part({ of: 'train', fold: { only } })),
    ...eachFold.map((only) => part({ of: 'all', fold: { only } })),
    ...described.flatMap((set) => [part(set), ...(all > 1 ? [rest(set, all - 1)] : [])]),
  ];
}
