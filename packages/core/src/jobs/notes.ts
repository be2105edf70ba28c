import type { BinningBound } from '../counted-scores/binning-bound.js';
import type { DecisionPolicy } from '../decisions/decision-policy.js';
import type { Interval } from '../metrics/interval.js';
import type { IntervalsJson } from '../results/metrics-json.js';

/** Below this many positives a metric says little, and a note says so. */
export const FEW_POSITIVES = 100;

/** What so few positives can and cannot prove, in one sentence; null when there are enough. */
export function fewPositivesNote(positives: number, n: number, intervals: IntervalsJson): string | null {
  if (positives >= FEW_POSITIVES) return null;
  const auc = intervals.roc_auc;
  const precision = intervals.average_precision;
  const ranges = [
    auc === undefined ? null : `ROC AUC lies anywhere in ${range(auc)}`,
    precision === undefined ? null : `average precision in ${range(precision)}`,
  ].filter((text) => text !== null);
  const known = ranges.length > 0 ? ` With 95 % confidence ${ranges.join(' and ')}.` : '';
  return (
    `Only ${positives} of ${n.toLocaleString('en')} users converted: these figures are rough.${known} ` +
    'Do not compare models on them; look at several weeks together.'
  );
}

/** A note that no test user reaches the threshold of the configured decision; null without one. */
export function nobodySelectedNote(policy: DecisionPolicy | undefined, threshold: number): string | null {
  if (policy === undefined) return null;
  return `Nobody among the test users reaches the threshold of the decision, a probability of ${threshold.toPrecision(3)}.`;
}

/** That a week was evaluated by bins, and what that may change. */
export function binnedNote(n: number, { roc_auc, log_loss }: BinningBound): string {
  const auc = roc_auc === undefined ? '' : `ROC AUC by at most ${roc_auc.toExponential(1)} and `;
  return (
    `Of ${n.toLocaleString('en')} users, counted in bins of probability: that changes ${auc}log-loss by at most ` +
    `${(log_loss ?? 0).toExponential(1)}; binning_bound has every metric's.`
  );
}

/** What a low reachable share means; null when most conversions can be reached. */
export function reachNote(reachableShare: number | null): string | null {
  if (reachableShare === null || reachableShare >= 0.5) return null;
  const percent = Math.round(reachableShare * 100);
  return (
    `Only ${percent} % of the users who converted were known on the snapshot day; the other ${100 - percent} % ` +
    'came and converted later, and no model that scores known users can reach them.'
  );
}

/**
 * A note that the model does not rank better than counting events, or that it is not shown to; null when it does, or when a figure is
 * undefined.
 * @param interval of the model's ROC AUC
 */
export function simpleRuleNote(model: number | null, simpleRule: number | null, interval?: Interval): string | null {
  if (model === null || simpleRule === null) return null;
  if (model <= simpleRule) {
    return `Ranking users by their number of events is as good (ROC AUC ${simpleRule.toFixed(3)} against ${model.toFixed(3)}): the model is not worth running.`;
  }
  if (interval === undefined || simpleRule < interval[0]) return null;
  return (
    `Ranking users by their number of events has a ROC AUC of ${simpleRule.toFixed(3)}, inside the interval of the model's, ` +
    `${range(interval)}: that the model ranks better is not shown.`
  );
}

function range([low, high]: Interval): string {
  return `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
