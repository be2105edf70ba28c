import type { Calibration } from '../calibration/calibration.js';
import type { CountedScores } from '../counted-scores/counted-scores.js';
import type { PairedScores } from '../counted-scores/paired-scores.js';
import type { ScorableModel } from '../model-families/scoring-families.js';
import type { FeatureSnapshots } from './feature-snapshots.js';

/** How the rows of a training are divided; all of it is decided by the snapshot, the user's hash and the label. */
export interface RowDivision {
  /** S of each snapshot; a row's index is a place in this list. */
  readonly snapshots: readonly string[];
  /** Indices of the snapshots that are fitted, and of the one that is tested on. */
  readonly train: readonly number[];
  readonly test: number;
  /** Share of the users that are only tested on; see `splitRows`. */
  readonly testShare: number;
  /** Number of folds by user; see `userFolds`. */
  readonly folds: number;
  /** Share of the negatives that are fitted; see `sampleNegatives`. */
  readonly negativeShare: number;
}

/**
 * A part of a training's rows: those to fit, those to test on, all, or all of one snapshot. Folds of `train` are those of the
 * users who are not tested on, folds of `all` those of everybody.
 */
export interface RowSet {
  readonly of: 'train' | 'test' | 'all' | { readonly snapshot: number };
  /** The rows of one fold, or of all others. */
  readonly fold?: { readonly only: number } | { readonly except: number };
  /** Without the negatives that are left out of fits. */
  readonly sampled?: boolean;
  /** Only users whose hash is at least the one and below the other. */
  readonly bucketsFrom?: number;
  readonly bucketsBelow?: number;
  readonly label?: 0 | 1;
}

export interface RowSetCounts {
  readonly rows: number;
  /** Different hashes. */
  readonly users: number;
  readonly positives: number;
}

/** What is known of a number over all rows. `t` is the value, or its `signedLog1p`. */
export interface NumberRange {
  /** Rows in which it is not missing. Without any, the rest is 0. */
  readonly known: number;
  readonly lowest: number;
  readonly highest: number;
  /** Mean and population deviation of t, to a few digits. */
  readonly mean: number;
  readonly deviation: number;
}

/** A number of a row, and whether its logarithm is taken. */
export interface NumberColumn {
  readonly name: string;
  readonly log1p: boolean;
}

/** A range of values to be counted in `bins` parts of equal width, or value by value. Ends are included. */
export interface ValueRange {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  readonly bins: number | 'each';
}

/** Rows whose values lie in one part of a range. */
export interface ValueCount {
  /** The least and the greatest of these values, over all rows. */
  readonly lowest: number;
  readonly highest: number;
  /** Rows of each set. */
  readonly counts: readonly number[];
}

/** Rows of a level, in each set; null is a missing value. */
export interface LevelCount {
  readonly level: string | null;
  readonly counts: readonly number[];
}

export interface LevelCounts {
  readonly levels: readonly LevelCount[];
  /** Different levels that each set has. */
  readonly seen: readonly number[];
}

/** A categorical, and how many of its levels are wanted: those that are among so many most frequent ones in some set, ties included. */
export interface LevelColumn {
  readonly name: string;
  readonly most: number | 'all';
}

/** A number as it is prepared: z = (t − origin) / scale, 0 where it is missing. */
export interface PreparedNumber extends NumberColumn {
  readonly origin: number;
  readonly scale: number;
  /** Whether some row lacks it: then it has a second column, 1 where it is missing. */
  readonly hasMissing: boolean;
}

/** A categorical as it is prepared: levels that every fit treats alike share a class. */
export interface PreparedLevels {
  readonly name: string;
  readonly classes: number;
  /** The class of these levels, of a missing value, and of any other level. */
  readonly classOf: ReadonlyMap<string, number>;
  readonly classOfMissing: number;
  readonly classOfOthers: number;
}

/**
 * Columns over which all fits of a training are sums: a constant, the numbers, the missing indicators of those that have one, then
 * the classes of each categorical. Coefficients and gradients are arrays in this order.
 */
export interface PreparedColumns {
  readonly numbers: readonly PreparedNumber[];
  readonly levels: readonly PreparedLevels[];
}

/** Coefficients over the prepared columns, on rows of a set; one scan serves many. */
export interface ScannedFit {
  readonly set: RowSet;
  readonly coef: Float64Array;
}

/** Sums over the rows of a fit's set. */
export interface LossAndGradient {
  /** Σ log(1 + e^η) − y·η */
  readonly loss: number;
  /** Σ (p − y)·column, for every prepared column. */
  readonly sums: Float64Array;
}

/** Sums of h = p(1 − p) over the rows of a fit's set. */
export interface CurvatureSums {
  /** Σ h·dᵢ·dⱼ of the D dense columns (constant, numbers, indicators): D × D. */
  readonly dense: Float64Array;
  /** Σ h·dⱼ of the rows of each class of all categoricals: classes × D. */
  readonly classes: Float64Array;
  /**
   * Σ h of each pair of classes of two categoricals, `first` > `second`: classes of the first × classes of the second; null where they
   * were not asked for.
   */
  readonly pairs: readonly { readonly first: number; readonly second: number; readonly sums: Float64Array }[] | null;
}

/** What is known of the prepared columns over the rows of a set, in their order. */
export interface ColumnMoments {
  /** Rows in which each number is not missing, Σ z and Σ z². */
  readonly known: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Rows of each class of all categoricals. */
  readonly classes: Float64Array;
}

/** Width of the bins of η, or null: rows are counted by the very number. */
export type BinWidth = number | null;

export interface TrainingRowsOptions {
  readonly division: RowDivision;
  /** Materialised at the days of the division; their features are the columns. */
  readonly snapshots: FeatureSnapshots;
  /** A model that is scored on the rows too. */
  readonly champion?: ScorableModel | undefined;
  /** No number that is answered may be of fewer users, see `TrainingRows.minCellUsers`. */
  readonly minCellUsers?: number | undefined;
}

/** Of the rows of a set: their number, and sums of differences and of their squares. */
export interface DifferenceSums {
  readonly rows: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * Port: the labelled rows of a training, which stay where they are. Every answer is sums and counts; no answer grows with the
 * number of rows, except where it is asked value by value. Rows and labels are those of `FeatureSnapshots.readLabelled`.
 */
export interface TrainingRows {
  /**
   * Where it is set every answered number is of none, or of at least so many users (`docs/decisions/2026-12-01-small-groups.md`): levels and numbers that
   * too few have are not among the rows; `counts` refuses a set with too few of a class; `ranges` has a range by mean and deviation in place of
   * the extremes; `values`, asked of one set, `scores` and `eventCounts` answer with groups, at their means; `curvature` has no pairs, and fills cells
   * that may be of few users. `besideChampion` is not to be asked. Without `label` and buckets in the sets, but for `counts`.
   */
  readonly minCellUsers?: number | undefined;
  /** @throws PropensityError `too_few_users` */
  counts(sets: readonly RowSet[]): Promise<RowSetCounts[]>;
  ranges(columns: readonly NumberColumn[]): Promise<NumberRange[]>;
  /** For each range its parts that have rows, by value. */
  values(ranges: readonly ValueRange[], sets: readonly RowSet[]): Promise<ValueCount[][]>;
  levels(columns: readonly LevelColumn[], sets: readonly RowSet[]): Promise<LevelCounts[]>;
  /** Makes the columns that the questions below are about. */
  prepare(columns: PreparedColumns): Promise<void>;
  moments(sets: readonly RowSet[]): Promise<ColumnMoments[]>;
  gradients(fits: readonly ScannedFit[]): Promise<LossAndGradient[]>;
  /** The loss alone, η within ±36, as `logLossOfRow` of its `sigmoid`. */
  losses(fits: readonly ScannedFit[]): Promise<number[]>;
  /** Σ p and Σ p(1 − p), as `sigmoid` gives p. */
  probabilities(fits: readonly ScannedFit[]): Promise<{ readonly sum: number; readonly slope: number }[]>;
  /** @param pairs whether pairs of classes are wanted: as many cells as the product of their numbers */
  curvature(fit: ScannedFit, pairs: boolean): Promise<CurvatureSums>;
  /** Rows by η and label, in no order; of a bin, at their mean η. */
  scores(fits: readonly ScannedFit[], width: BinWidth): Promise<CountedScores[]>;
  /** Rows by η of the fit, as `scores`, that of the champion, as `others`, and label, in no order. */
  besideChampion(fit: ScannedFit, width: BinWidth): Promise<PairedScores>;
  /** The log-loss of each row with the fit less that with the champion, both calibrated. */
  lossDifferences(fit: ScannedFit, calibration: Calibration, ofChampion: Calibration): Promise<DifferenceSums>;
  /** Rows by their number of events, and label, in no order. */
  eventCounts(set: RowSet): Promise<CountedScores>;
  /** Drops what was made. */
  close(): Promise<void>;
}

/** What a training in memory may take. */
export interface TrainingMemory {
  readonly bytes: number;
  /** Whose memory it is, as the subject of a sentence. */
  readonly of: string;
}

/** Port: opens the rows of a training in the warehouse. */
export interface WarehouseTraining {
  /** What a training that reads its rows would have instead. */
  readonly memory: TrainingMemory;
  /** Features that a training may have, where events of the property's own may add some to those that are known before. */
  readonly mostFeatures?: number;
  open(options: TrainingRowsOptions): Promise<TrainingRows>;
}
