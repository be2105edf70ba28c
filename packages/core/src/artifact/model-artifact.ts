import type { Calibration } from '../calibration/calibration.js';
import type { TrainedDistributions } from '../drift/drift-state.js';
import type { InputProfile } from '../drift/input-profile.js';
import type { Model, ScorableModel } from '../model-families/scoring-families.js';
import type { ModelSelection } from '../model-selection/model-selection.js';
import type { ModelExplanations } from '../models/model-explanations.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { Question } from '../question/question.js';
import type { Counts, RecalibrationJson, StoredFile, TrainingMetrics } from '../results/results.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { PropertyEvents } from '../table/property-events.js';

/**
 * The schema that is written. Schema 2 added beta and isotonic calibration, which a reader of schema 1 would ignore
 * without noticing; schema 3 added models of families other than the linear one; schema 4 added `tested`, without which a
 * later training would be compared with a fit that has seen its test rows, and categories whose levels are not listed in
 * full (`othersAreRare`); schema 5 added recalibrated models; schema 6 added smooth calibration. Files of earlier schemas are read as they are meant: linear models, and no other fit than the one
 * that was tested.
 */
export const ARTIFACT_SCHEMA_VERSION = 6;

/** The schemas that are read. */
export const READABLE_SCHEMA_VERSIONS = [1, 2, 3, 4, 5, ARTIFACT_SCHEMA_VERSION] as const;

/** What the model was asked to predict and from which days. Dates are YYYY-MM-DD in `timeZone`. */
export interface ModelWindows {
  /** S: the day that features look back from. */
  readonly snapshot: string;
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly timeZone: string;
  /** True where days that exist only as intraday tables or files were read too; left out where not, and in files of earlier versions. */
  readonly intraday?: boolean;
  /** The snapshots whose rows were fitted by the model that serves. */
  readonly trainingSnapshots: readonly string[];
}

/**
 * The fit that `metrics` are of, where another one serves: the same choices, fitted without the users and the snapshot that
 * it was tested on. A later training is compared with this one, which has seen none of its test rows.
 */
export interface TestedFit extends ScorableModel {
  /** The snapshots whose rows were fitted, without test users. */
  readonly trainingSnapshots: readonly string[];
  /** The snapshot that it was tested on. */
  readonly testSnapshot: string;
  /** What it was fitted on, and what it was tested on. */
  readonly train: Counts;
  readonly test: Counts;
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
  /** Left out where it is one event, of everyone, by all rows and the source's own id, and in files of earlier versions. */
  readonly question?: Question;
  readonly windows: ModelWindows;
  readonly features: readonly FeatureSpec[];
  /** What decided them besides the configuration; left out by stacks whose features do not depend on it, and by earlier versions. */
  readonly propertyEvents?: PropertyEvents;
  readonly preprocessing: readonly FittedTransformer[];
  /** What the fit learned; its `kind` says which family it belongs to. */
  readonly model: Model;
  readonly calibration: Calibration;
  /** How the model and its calibration were chosen; absent in schema 1. */
  readonly selection?: ModelSelection;
  /** Absent in schema 1. */
  readonly explanations?: ModelExplanations;
  /** Of the fit that was tested, on users and, with several snapshots, a time that it has not seen. */
  readonly metrics: TrainingMetrics;
  /** The fit that was tested; left out where that is the one that serves, as in schemas 1 to 3. */
  readonly tested?: TestedFit;
  /** What moved the calibration after the fit; left out where nothing did. `metrics` are then of the recalibrated scores, on those weeks. */
  readonly recalibration?: RecalibrationJson;
  /** What the inputs were at the newest training snapshot; absent in files of earlier versions. */
  readonly inputs?: InputProfile;
  /** How its features and scores were distributed there; absent in files of earlier versions. */
  readonly distributions?: TrainedDistributions;
  readonly provenance: {
    readonly runId: string;
    readonly configHash: string;
    readonly featureHash: string;
    readonly codeVersion: string;
    readonly seed: number;
    /** Share of the users, by hash, that were read; left out by versions that always read all. */
    readonly sampleShare?: number;
    /** Share of the users, by hash, that were only tested on; left out by earlier versions. */
    readonly testShare?: number;
    readonly allowedMissingDays: readonly string[];
    /** Everything that was read; with `tested`, all of it was fitted in the end. */
    readonly counts: Counts;
    /** What the fit that `metrics` are of was fitted on, and what it was tested on. */
    readonly train: Counts;
    readonly test: Counts;
    /** The preprocessing that was built beforehand; left out where training fitted its own. */
    readonly preprocessor?: StoredFile;
    /** Left out where the model was trained in memory. */
    readonly where?: 'warehouse';
  };
}
