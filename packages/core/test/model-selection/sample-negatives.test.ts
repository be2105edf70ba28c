import { describe, expect, it } from 'vitest';
import { logOddsShift } from '../../src/model-selection/log-odds-shift.js';
import { sampleNegatives } from '../../src/model-selection/sample-negatives.js';
import { userFolds } from '../../src/model-selection/user-folds.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { inUserSample } from '../../src/windows/user-sample.js';

const n = 20_000;
const rows = {
  labels: Float64Array.from({ length: n }, (_, i) => (i % 200 === 0 ? 1 : 0)),
  userBucket: Float64Array.from({ length: n }, (_, i) => userBucket(`user ${i >>> 1}`)),
  snapshotIndex: Int32Array.from({ length: n }, (_, i) => i & 1),
};
const shareOf = (kept: Uint8Array, which: (row: number) => boolean) => {
  const chosen = [...kept.keys()].filter((row) => rows.labels[row] === 0 && which(row));
  return chosen.reduce((sum, row) => sum + kept[row]!, 0) / chosen.length;
};

it.each([-6, 0, 3])('logOddsShift finds from %d what was taken away', (start) => {
  const eta = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i) - 5);
  const labels = eta.map((_, i) => (i % 125 === 7 ? 1 : 0));
  const shift = logOddsShift(eta, labels, start);
  expect(eta.reduce((sum, value) => sum + sigmoid(value + shift), 0)).toBeCloseTo(4, 10);
});

describe('sampleNegatives', () => {
  const { kept, logOddsCorrection } = sampleNegatives(rows, 0.2);

  it('keeps every positive and that share of the negatives, and corrects for the share it kept', () => {
    rows.labels.forEach((label, row) => {
      if (label === 1) expect(kept[row]).toBe(1);
    });
    const share = shareOf(kept, () => true);
    expect(Math.abs(share - 0.2)).toBeLessThan(0.01);
    expect(logOddsCorrection).toBeCloseTo(Math.log(share), 12);
  });

  it('takes its share of every fold, of either snapshot, and of a sample of the users', () => {
    const folds = userFolds(rows.userBucket, 5, 0.2);
    for (const fold of [-1, 0, 1, 2, 3, 4]) {
      expect(Math.abs(shareOf(kept, (row) => folds[row] === fold) - 0.2)).toBeLessThan(0.03);
    }
    for (const snapshot of [0, 1]) {
      expect(Math.abs(shareOf(kept, (row) => rows.snapshotIndex[row] === snapshot) - 0.2)).toBeLessThan(0.02);
    }
    expect(Math.abs(shareOf(kept, (row) => inUserSample(rows.userBucket[row]!, 0.2)) - 0.2)).toBeLessThan(0.03);
  });

  it('does not keep the same users in every snapshot', () => {
    const both = [...kept.keys()].filter((row) => row % 2 === 0 && kept[row] === 1 && kept[row + 1] === 1);
    expect(both.length / n).toBeLessThan(0.02);
  });

  it('keeps everything at 1', () => {
    expect(sampleNegatives(rows, 1)).toEqual({ kept: new Uint8Array(n).fill(1), logOddsCorrection: 0 });
  });
});
