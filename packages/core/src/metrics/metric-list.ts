import { AVERAGE_PRECISION } from './average-precision-score.js';
import { BASE_RATE } from './base-rate.js';
import { BRIER_RELIABILITY, BRIER_RESOLUTION, BRIER_UNCERTAINTY } from './brier-decomposition.js';
import { BRIER } from './brier-score-loss.js';
import { ECE } from './expected-calibration-error.js';
import { EXPECTED_POSITIVES } from './expected-positives.js';
import { F1_SCORE } from './f1-score.js';
import { LIFT_AT_1, LIFT_AT_5, LIFT_AT_10 } from './lift-at-score.js';
import { LOG_LOSS } from './log-loss.js';
import { LOG_LOSS_SKILL } from './log-loss-skill-score.js';
import type { MetricDeclaration } from './metric.js';
import { OBSERVED_OVER_EXPECTED } from './observed-over-expected.js';
import { PRECISION } from './precision-score.js';
import { RECALL } from './recall-score.js';
import { ROC_AUC } from './roc-auc-score.js';

/**
 * Every metric that a training and an evaluation report. Add one here, and it is in results, their JSON, table columns, rows
 * and Terraform's `tables.json`.
 */

/** Metrics of the scores of all rows. */
export const SCORE_METRICS = [
  ROC_AUC,
  AVERAGE_PRECISION,
  LOG_LOSS,
  LOG_LOSS_SKILL,
  BRIER,
  ECE,
  BASE_RATE,
  LIFT_AT_1,
  LIFT_AT_5,
  LIFT_AT_10,
  EXPECTED_POSITIVES,
  OBSERVED_OVER_EXPECTED,
  BRIER_RELIABILITY,
  BRIER_RESOLUTION,
  BRIER_UNCERTAINTY,
] as const;

/** Metrics of the decision at a threshold. */
export const THRESHOLD_METRICS = [F1_SCORE, PRECISION, RECALL] as const;

// A bundler cannot know that a spread has no side effects: without the mark, importing one metric would bundle them
// all.
export const METRICS = /* @__PURE__ */ (() => [...THRESHOLD_METRICS, ...SCORE_METRICS] as const)();

/** `roc_auc`, …: names as in JSON and columns. */
export type MetricName = (typeof METRICS)[number]['name'];

/** The declaration of a metric. */
export function metricNamed(name: MetricName): MetricDeclaration {
  return METRICS.find((metric) => metric.name === name)!;
}
