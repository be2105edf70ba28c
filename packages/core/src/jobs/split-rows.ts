import type { LabelledRows } from '../ports/feature-snapshots.js';
import type { TrainingPlan } from '../windows/training-plan.js';

/**
 * Indices of the rows to fit and to test on: by user hash, so that no user is on both sides, and, with several
 * snapshots, out of time as well: test users at the newest snapshot, all other users at the older ones.
 */
export function splitRows(
  rows: Pick<LabelledRows, 'snapshotIndex' | 'snapshots' | 'userBucket'>,
  plan: TrainingPlan,
  testShare: number,
): { readonly trainRows: Int32Array; readonly testRows: Int32Array } {
  const train = new Set(plan.train);
  const trainRows: number[] = [];
  const testRows: number[] = [];
  for (let i = 0; i < rows.userBucket.length; i++) {
    const snapshot = rows.snapshots[rows.snapshotIndex[i]!]!;
    if (rows.userBucket[i]! < testShare) {
      if (snapshot === plan.test) testRows.push(i);
    } else if (train.has(snapshot)) trainRows.push(i);
  }
  return { trainRows: Int32Array.from(trainRows), testRows: Int32Array.from(testRows) };
}
