import type { ComparedFit } from '../models/candidate.js';
import type { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
import { gather, type Table } from '../table/table.js';
import { logOddsShift } from './log-odds-shift.js';
import { scoreRows } from './score-rows.js';

/** The rows to fit when there are many negatives, and the correction of the fit's probabilities. */
export interface NegativeSample {
  /** 1 where the row is fitted, one per row. */
  readonly kept: Uint8Array;
  /** To be added to every η of a fit on the kept rows: ln of the share of negatives that were kept. */
  readonly logOddsCorrection: number;
}

/** The bucket's first 20 bits determine split and folds, the next ones `inUserSample`; the last 16 are used here. */
const SCALE = 2 ** 36;
/** Steps from snapshot to snapshot that never coincide. */
const GOLDEN_RATIO = 0.6180339887498949;

/**
 * Keeps every positive and, by hash, a share of the negatives. Dropping negatives at random multiplies everyone's odds
 * by 1/share, so adding ln(share) to every η undoes it exactly; the share is the one that was actually kept. A user may
 * be kept in one snapshot and dropped in another.
 * @param rows one element per row; `userBucket` in [0, 1)
 * @param share in (0, 1]; 1 keeps everything
 * @see King, Zeng (2001), "Logistic regression in rare events data", prior correction
 */
export function sampleNegatives(
  rows: {
    readonly labels: Float64Array;
    readonly userBucket: Float64Array;
    readonly snapshotIndex: ArrayLike<number>;
  },
  share: number,
): NegativeSample {
  const { labels, userBucket, snapshotIndex } = rows;
  const kept = new Uint8Array(labels.length);
  let negatives = 0;
  let keptNegatives = 0;
  for (let row = 0; row < labels.length; row++) {
    const key = (userBucket[row]! * SCALE + GOLDEN_RATIO * snapshotIndex[row]!) % 1;
    const keep = labels[row] === 1 || key < share;
    kept[row] = keep ? 1 : 0;
    if (labels[row] === 1) continue;
    negatives++;
    if (keep) keptNegatives++;
  }
  return { kept, logOddsCorrection: keptNegatives > 0 ? Math.log(keptNegatives / negatives) : 0 };
}

/**
 * The number to add to every η, one per fit, for fits on the kept ones of `rows`: ln(share) in expectation. Which
 * negatives happened to be kept changes the mean probability by some per cent, so the exact number comes from all of
 * `rows`, whose probabilities then sum to their number of positives.
 */
export function logOddsShifts(
  of: {
    readonly fits: readonly ComparedFit[];
    readonly preprocessing: FittedPreprocessor;
    readonly features: Table;
    readonly labels: Float64Array;
  },
  rows: Uint32Array,
  sample: NegativeSample,
): number[] {
  const labels = gather(of.labels, rows);
  return scoreRows(of.fits, of.preprocessing, of.features, rows).map((eta) =>
    logOddsShift(eta, labels, sample.logOddsCorrection),
  );
}
