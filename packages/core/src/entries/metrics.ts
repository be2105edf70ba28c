export { averagePrecisionScore } from '../metrics/average-precision-score.js';
export { bestF1Threshold } from '../metrics/best-f1-threshold.js';
export { type BootstrapOptions, bootstrapInterval, bootstrapReplicates } from '../metrics/bootstrap-interval.js';
export { type BrierDecomposition, brierDecomposition } from '../metrics/brier-decomposition.js';
export { brierScoreLoss } from '../metrics/brier-score-loss.js';
export { type CalibrationCurve, type CalibrationCurveOptions, calibrationCurve } from '../metrics/calibration-curve.js';
export { compareLogLosses, type LogLossComparison } from '../metrics/compare-log-losses.js';
export { compareRocAucs, type RocAucComparison } from '../metrics/compare-roc-aucs.js';
export { type ConfusionCounts, confusionCounts } from '../metrics/confusion-counts.js';
export { type Decile, deciles } from '../metrics/deciles.js';
export {
  type EvaluateScoresOptions,
  evaluateCounts,
  evaluateScores,
  type MetricIntervals,
  type ScoreEvaluation,
  type ThresholdEvaluation,
} from '../metrics/evaluate-scores.js';
export { ECE_BINS, expectedCalibrationError } from '../metrics/expected-calibration-error.js';
export { f1Score } from '../metrics/f1-score.js';
export type { Interval } from '../metrics/interval.js';
export { type LiftOptions, liftAtScore } from '../metrics/lift-at-score.js';
export { LOG_LOSS_EPSILON, logLoss } from '../metrics/log-loss.js';
export { logLossSkillScore } from '../metrics/log-loss-skill-score.js';
export {
  camelCase,
  type MetricDeclaration,
  type MetricUnit,
  type ScoreMetric,
  type ThresholdMetric,
} from '../metrics/metric.js';
export { METRICS, type MetricName, metricNamed, SCORE_METRICS, THRESHOLD_METRICS } from '../metrics/metric-list.js';
export type { MetricOptions } from '../metrics/metric-options.js';
export { observedOverExpected } from '../metrics/observed-over-expected.js';
export {
  type PrecisionRecallCurve,
  type PrecisionRecallCurveOptions,
  precisionRecallCurve,
} from '../metrics/precision-recall-curve.js';
export { precisionScore } from '../metrics/precision-score.js';
export { type RankedScores, rankScores } from '../metrics/ranked-scores.js';
export { recallScore } from '../metrics/recall-score.js';
export { rocAucInterval } from '../metrics/roc-auc-interval.js';
export { rocAucScore } from '../metrics/roc-auc-score.js';
export { type RocCurve, type RocCurveOptions, rocCurve } from '../metrics/roc-curve.js';
export { sortByScore } from '../metrics/sort-by-score.js';
export { wilsonInterval } from '../metrics/wilson-interval.js';
export type { ZeroDivisionOptions } from '../metrics/zero-division.js';
