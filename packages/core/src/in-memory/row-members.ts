import { sampleNegatives } from '../model-selection/sample-negatives.js';
import { userFolds } from '../model-selection/user-folds.js';
import type { LabelledRows } from '../ports/labelled-rows.js';
import type { RowDivision, RowSet } from '../ports/training-rows.js';

/** Which rows belong to the sets that a training divides its rows into. */
export class RowMembers {
  readonly #folds: { readonly train: Int32Array; readonly all: Int32Array };
  readonly #kept: Uint8Array;

  constructor(
    readonly rows: LabelledRows,
    readonly division: RowDivision,
  ) {
    const { folds, testShare, negativeShare } = division;
    this.#folds = { train: userFolds(rows.userBucket, folds, testShare), all: userFolds(rows.userBucket, folds, 0) };
    this.#kept = sampleNegatives(rows, negativeShare).kept;
  }

  isIn({ of, fold, sampled, bucketsFrom = 0, bucketsBelow = 1, label }: RowSet): (row: number) => boolean {
    const { snapshotIndex, userBucket, labels } = this.rows;
    const { train, test, testShare } = this.division;
    const isOf = (row: number) => {
      const snapshot = snapshotIndex[row]!;
      if (of === 'all') return true;
      if (of === 'train') return train.includes(snapshot) && !(userBucket[row]! < testShare);
      if (of === 'test') return snapshot === test && userBucket[row]! < testShare;
      return snapshot === of.snapshot;
    };
    const folds = of === 'all' ? this.#folds.all : this.#folds.train;
    return (row) =>
      isOf(row) &&
      (fold === undefined || ('only' in fold ? folds[row] === fold.only : folds[row] !== fold.except)) &&
      (sampled !== true || this.#kept[row] === 1) &&
      userBucket[row]! >= bucketsFrom &&
      userBucket[row]! < bucketsBelow &&
      (label === undefined || labels[row] === label);
  }
}
