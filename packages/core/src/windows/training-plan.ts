import { addDays, type CalendarDay } from './calendar-day.js';

/** The snapshots that are fitted and the one that is tested on. */
export interface TrainingPlan {
  readonly test: CalendarDay;
  /** Newest first. Equal to `[test]` when one snapshot is split by user. */
  readonly train: readonly CalendarDay[];
  /** Every snapshot of the plan once, newest first. */
  readonly all: readonly CalendarDay[];
}

/**
 * S tests; S − horizonDays and every everyDays before it train (`snapshots` − 1 of them), so that at least the horizon
 * lies between the newest training snapshot and S: no training label reaches into the test's window.
 * With one snapshot, S trains and tests, split by user.
 */
export function trainingPlan(
  snapshot: CalendarDay,
  options: { readonly snapshots: number; readonly everyDays: number; readonly horizonDays: number },
): TrainingPlan {
  if (options.snapshots === 1) return { test: snapshot, train: [snapshot], all: [snapshot] };
  const train = Array.from({ length: options.snapshots - 1 }, (_, k) =>
    addDays(snapshot, -options.horizonDays - k * options.everyDays),
  );
  return { test: snapshot, train, all: [snapshot, ...train] };
}
