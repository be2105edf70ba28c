import type { Calibration } from '../calibration/calibration.js';
import type { Counts, TrainingMetrics } from '../jobs/results.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { FeatureSpec } from '../table/feature-spec.js';

export const ARTIFACT_SCHEMA_VERSION = 1;

/** The linear model: η = intercept + Σ coef·design, coefficients in the order of `designColumnNames(preprocessing)`. */
export interface LinearModel {
  readonly estimator: 'LogisticRegression';
  readonly C: number;
  readonly coef: readonly number[];
  readonly intercept: number;
  readonly nIter: number;
  readonly converged: boolean;
}

/** What the model was asked to predict and from which days. Dates are YYYY-MM-DD in `timeZone`. */
export interface ModelWindows {
  /** S: the day the world was seen from. */
  readonly snapshot: string;
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly timeZone: string;
  /** The snapshots whose rows were fitted. */
  readonly trainingSnapshots: readonly string[];
}

/**
 * One self-contained, schema-versioned JSON document; never executable. It holds no clock reading, so the same data,
 * configuration and code give the same bytes.
 */
export interface ModelArtifact {
  readonly kind: 'propensity-model';
  readonly schemaVersion: typeof ARTIFACT_SCHEMA_VERSION;
  /** Unique name; also the file's name without its extension. */
  readonly name: string;
  readonly target: { readonly event: string };
  readonly windows: ModelWindows;
  readonly features: readonly FeatureSpec[];
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: LinearModel;
  readonly calibration: Calibration;
  readonly metrics: TrainingMetrics;
  readonly provenance: {
    readonly runId: string;
    readonly configHash: string;
    readonly featureHash: string;
    readonly codeVersion: string;
    readonly seed: number;
    /** Share of the users, by hash, that were read; left out by versions that always read all. */
    readonly sampleShare?: number;
    readonly allowedMissingDays: readonly string[];
    readonly counts: Counts;
    readonly train: Counts;
    readonly test: Counts;
  };
}
