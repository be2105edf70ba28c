import type { Calibration } from '../calibration/calibration.js';
import type { ModelSelection } from '../model-selection/model-selection.js';
import type { ESTIMATOR_NAMES, EstimatorName } from '../models/estimator-names.js';
import type { ModelExplanations } from '../models/model-explanations.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { Counts, StoredFile, TrainingMetrics } from '../results/results.js';
import type { FeatureSpec } from '../table/feature-spec.js';

/**
 * What is written. Schema 2 added beta and isotonic calibration, which a reader of schema 1 would score without noticing;
 * everything of schema 1 means the same in it.
 */
export const ARTIFACT_SCHEMA_VERSION = 2;

/** What is read. */
export const READABLE_SCHEMA_VERSIONS = [1, ARTIFACT_SCHEMA_VERSION] as const;

/** The linear model: η = intercept + Σ coef·design, coefficients in the order of `designColumnNames(preprocessing)`. */
export interface LinearModel {
  readonly estimator: (typeof ESTIMATOR_NAMES)[EstimatorName];
  /** Inverse strength of the L2 penalty; null: none. */
  readonly C: number | null;
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
  readonly schemaVersion: (typeof READABLE_SCHEMA_VERSIONS)[number];
  /** Unique name; also the file's name without its extension. */
  readonly name: string;
  readonly target: { readonly event: string };
  readonly windows: ModelWindows;
  readonly features: readonly FeatureSpec[];
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: LinearModel;
  readonly calibration: Calibration;
  /** How the calibration was chosen; absent in schema 1. */
  readonly selection?: ModelSelection;
  /** Absent in schema 1. */
  readonly explanations?: ModelExplanations;
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
    /** The preprocessing that was built beforehand; left out where training fitted its own. */
    readonly preprocessor?: StoredFile;
  };
}
