import type { TrainingMetrics } from '../results/results.js';
import { averagePrecisionOfRanked } from './average-precision-score.js';
import { intervalsOfRanked } from './bootstrap-intervals.js';
import { checkProbabilities } from './check-scores.js';
import { type ConfusionCounts, confusionCounts } from './confusion-counts.js';
import { confusionIntervals } from './confusion-intervals.js';
import { rocAucIntervalOfRanked } from './delong.js';
import { calibrationErrorOfRanked } from './expected-calibration-error.js';
import { f1Score } from './f1-score.js';
import { liftOfRanked } from './lift-at-score.js';
import { logLossOfRow } from './log-loss.js';
import { logLossSkill } from './log-loss-skill-score.js';
import { precisionScore } from './precision-score.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { recallScore } from './recall-score.js';
import { rocAucOfRanked } from './roc-auc-score.js';
import { weightedMean } from './weighted-mean.js';

export interface EvaluateScoresOptions {
  /** Probability from which a row counts as predicted positive; default 0.5. */
  readonly threshold?: number;
  /** Seed of the bootstrap; default 0. */
  readonly seed?: number;
  /** Whether to compute intervals: DeLong's of ROC AUC, Wilson's of precision and recall, bootstrap of the others. Default true. */
  readonly intervals?: boolean;
}

/**
 * Every metric of `TrainingMetrics` at once, sorting the rows once.
 * @param yTrue 0 or 1, one a row
 * @param yScore probabilities, one a row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`
 */
export function evaluateScores(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  options: EvaluateScoresOptions = {},
): TrainingMetrics {
  const { threshold = 0.5, seed = 0, intervals = true } = options;
  checkProbabilities(yTrue, yScore);
  const ranked = rankScores(yTrue, yScore);
  const ones = rankedWeights(ranked);
  const baseRate = weightedMean(ranked.labels);
  const loss = weightedMean(ranked.scores.map((score, row) => logLossOfRow(ranked.labels[row]!, score)));
  const counts = confusionCounts(ranked.labels, ranked.scores, threshold);
  return {
    roc_auc: rocAucOfRanked(ranked, ones),
    average_precision: averagePrecisionOfRanked(ranked, ones),
    log_loss: loss,
    log_loss_skill: logLossSkill(loss, baseRate),
    brier: weightedMean(ranked.scores.map((score, row) => (score - ranked.labels[row]!) ** 2)),
    ece: calibrationErrorOfRanked(ranked),
    precision: precisionScore(counts),
    recall: recallScore(counts),
    f1_score: f1Score(counts),
    threshold,
    lift_at_1: liftOfRanked(ranked, ones, 1),
    lift_at_5: liftOfRanked(ranked, ones, 5),
    lift_at_10: liftOfRanked(ranked, ones, 10),
    base_rate: baseRate,
    intervals: intervals ? intervalsOf(ranked, counts, seed) : {},
  };
}

function intervalsOf(ranked: RankedScores, counts: ConfusionCounts, seed: number): TrainingMetrics['intervals'] {
  const rocAuc = rocAucIntervalOfRanked(ranked);
  const { roc_auc: _, ...bootstrapped } = intervalsOfRanked(ranked, seed);
  return { ...(rocAuc && { roc_auc: rocAuc }), ...bootstrapped, ...confusionIntervals(counts) };
}
