import type { Interval } from '../metrics/interval.js';

/** A point of a curve: some values of a feature, and what they add to the log-odds. */
export interface CurvePoint {
  /** The values in words: `2 < visits ≤ 5`, `device=mobile`, `visits=(missing)`. */
  readonly column: string;
  /** For numbers the bounds, above `from` and up to `to`, and the mean of the training rows in between; null without a bound, or a number. */
  readonly from: number | null;
  readonly to: number | null;
  readonly centre: number | null;
  /** Log-odds, relative to the mean over the training rows; of a number at its centre. */
  readonly effect: number;
  readonly standardError: number | null;
  /** 95 %, given the tables of the other features; null without a standard error. */
  readonly interval: Interval | null;
  /** Training rows, or their weight. */
  readonly rows: number;
}

/** What one feature adds alone: linear part and table in one. */
export interface FeatureCurve {
  readonly feature: string;
  readonly kind: 'numeric' | 'categorical';
  /** Numbers ascending, then missing; levels by name, then missing and others. Values that no training row has are left out. */
  readonly points: readonly CurvePoint[];
}

/** What two features add together, beside their curves: log-odds by cell. */
export interface PairMap {
  readonly features: readonly [string, string];
  /** The values of each row and of each column, in words; those that no training row has are left out. */
  readonly labels: readonly [readonly string[], readonly string[]];
  /** Row by row; each row and column has mean 0 over the training rows. */
  readonly effects: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
  /** Standard deviation over the training rows, in log-odds: the pair's importance. */
  readonly sd: number;
}

/** What a model adds up, for people to look at: a curve for each feature, and a map for each pair of features. */
export interface ModelShapes {
  /** In the order of the preprocessing. */
  readonly curves: readonly FeatureCurve[];
  /** Most important first. */
  readonly pairs: readonly PairMap[];
}
