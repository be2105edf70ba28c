export {
  ARTIFACT_SCHEMA_VERSION,
  type ModelArtifact,
  type ModelWindows,
  READABLE_SCHEMA_VERSIONS,
  type TestedFit,
} from '../artifact/model-artifact.js';
export {
  PREPROCESSOR_SCHEMA_VERSION,
  type PreprocessorFile,
  parsePreprocessor,
  type SerialisedPreprocessor,
  serialisePreprocessor,
} from '../artifact/preprocessor-file.js';
export { parseArtifact, type SerialisedArtifact, serialiseArtifact } from '../artifact/serialise-artifact.js';
export { contributionMoments } from '../explanations/contribution-moments.js';
export { type ExplainableModel, type Explanation, explain, type Reason } from '../explanations/explain.js';
export { type FeatureWindow, featureWindow } from '../explanations/feature-windows.js';
export { type FeatureEffect, globalEffects } from '../explanations/global-effects.js';
export { type GlobalShapes, globalShapes, type ToldCurve } from '../explanations/global-shapes.js';
export { effectInWords, type ReasonPart } from '../explanations/reason-in-words.js';
export { type Contest, contestOf, type RicherModel } from '../model-families/contest.js';
export type { ReportedColumnEffect } from '../model-families/reported-effects.js';
export { scorerOf } from '../model-families/scorer-of.js';
export { type Model, type ScorableModel, scoringFamilyOf } from '../model-families/scoring-families.js';
export { CalibratedScorer } from '../models/calibrated-scorer.js';
export type {
  Candidate,
  CandidateSettings,
  ComparedFit,
  Constraint,
  Constraints,
  FittedCandidate,
  Hyperparameters,
} from '../models/candidate.js';
export { ESTIMATOR_NAMES, type EstimatorName } from '../models/estimator-names.js';
export type { ColumnEffect } from '../models/model-effects.js';
export type { ContributionMoments, ModelExplanations } from '../models/model-explanations.js';
export type { CurvePoint, FeatureCurve, ModelShapes, PairMap } from '../models/model-shapes.js';
export { PreparedRows, type TrainingRows } from '../models/prepared-rows.js';
export type { Contribution, ScoreOptions, Scorer } from '../models/scorer.js';
export type { Scorable, StoredModel } from '../models/stored-model.js';
