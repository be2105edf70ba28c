import type { ConfusionCounts } from './confusion-counts.js';
import type { Interval } from './interval.js';
import { wilsonInterval } from './wilson-interval.js';

/** 95 % (Wilson) intervals of precision and recall; one that nothing was counted for is left out. */
export function confusionIntervals({ tp, fp, fn }: ConfusionCounts): { precision?: Interval; recall?: Interval } {
  return {
    ...(tp + fp > 0 && { precision: wilsonInterval(tp, tp + fp) }),
    ...(tp + fn > 0 && { recall: wilsonInterval(tp, tp + fn) }),
  };
}
