import type { ScoredRows } from '../counted-scores/scored-rows.js';
import { precisionRecallCurve } from '../metrics/precision-recall-curve.js';
import { rocCurve } from '../metrics/roc-curve.js';
import type { PrecisionRecallPoint, ReportedCurves, RocPoint } from './report-data.js';
import type { OutcomeRows } from './weeks-to-read.js';

/** So many points a chart can show. */
const POINTS = 100;

/** The curves of rows; null with one class only. */
export function reportedCurves({ proba, eventCount }: OutcomeRows): ReportedCurves | null {
  const roc = rocPoints(proba);
  const rule = rocPoints(eventCount);
  const precisionRecall = precisionRecallPoints(proba);
  const rulePrecisionRecall = precisionRecallPoints(eventCount);
  if (roc === null || rule === null || precisionRecall === null || rulePrecisionRecall === null) return null;
  return {
    roc,
    simple_rule_roc: rule,
    precision_recall: precisionRecall,
    simple_rule_precision_recall: rulePrecisionRecall,
  };
}

function precisionRecallPoints({ labels, scores, sampleWeight }: ScoredRows): PrecisionRecallPoint[] | null {
  const curve = precisionRecallCurve(labels, scores, { sampleWeight });
  if (curve === null) return null;
  const points = Array.from(curve.recall, (recall, index) => ({ recall, precision: curve.precision[index]! }));
  points.sort((a, b) => a.recall - b.recall || b.precision - a.precision);
  return thinned(points, ({ recall }) => recall);
}

function rocPoints({ labels, scores, sampleWeight }: ScoredRows): RocPoint[] | null {
  const curve = rocCurve(labels, scores, { sampleWeight });
  if (curve === null) return null;
  const points = Array.from(curve.fpr, (fpr, index) => ({ fpr, tpr: curve.tpr[index]! }));
  return thinned(points, ({ fpr, tpr }) => (fpr + tpr) / 2);
}

/**
 * Points of the curve itself, about `POINTS` of them, spread evenly along it; the first and the last are kept.
 * @param points by rising `along`
 * @param along where a point is, from 0 to 1
 */
export function thinned<Point>(points: readonly Point[], along: (point: Point) => number): Point[] {
  let next = 0;
  return points.filter((point, index) => {
    const at = along(point);
    if (index > 0 && index < points.length - 1 && at < next) return false;
    next = at + 1 / POINTS;
    return true;
  });
}
