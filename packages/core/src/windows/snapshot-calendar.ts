import type { CalendarDay } from './calendar-day.js';
import type { ExportDay } from './export-day.js';
import type { TrainingPlan } from './training-plan.js';

/** What of a configuration decides which snapshots the days of a calendar allow. */
export interface CalendarWindows {
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly allowMissingDays: readonly CalendarDay[];
}

/**
 * Which days a source has, which of them are final, and so which snapshots may be trained on, scored or evaluated: all
 * that the jobs need to know about time. `ExportCalendar` is that of daily events; a source that is a finished feature
 * table has its own.
 */
export interface SnapshotCalendar {
  /** Today, or the trigger date of a backfill. */
  readonly today: CalendarDay;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  /** The newest day that will not be rewritten any more, or null. */
  readonly lastFinalDay: CalendarDay | null;
  /** Days that were last written before they had ended, ascending. */
  readonly unfinishedDays: readonly CalendarDay[];
  /** When a day was last written, milliseconds since the epoch, UTC; null where the store does not say. */
  readonly lastWrittenAt: number | null;
  /** Number of days that are there. */
  readonly presentDays: number;

  /** Days of [from, until) that are not there and that the configuration does not allow to be missing. */
  missingDays(from: CalendarDay, until: CalendarDay): readonly CalendarDay[];
  /** Days of [from, until) that are missing and that the configuration allows to be missing. */
  allowedMissing(from: CalendarDay, until: CalendarDay): readonly CalendarDay[];
  /** Number of days of [from, until) that are there and final. */
  finalDays(from: CalendarDay, until: CalendarDay): number;
  isFinal(day: CalendarDay): boolean;
  /** The days of [from, until) that are there, as they were delivered; left out where a day's labels do not arrive with the day. */
  deliveredDays?(from: CalendarDay, until: CalendarDay): readonly ExportDay[];
  /** True when everything that a label of [snapshot, snapshot + horizonDays) depends on has happened and is there. */
  labelsAreOver(snapshot: CalendarDay, horizonDays: number): boolean;

  /**
   * The newest S, at most `notAfter`, whose labels are over and final.
   * @throws PropensityError `labels_not_final` when there is none at all.
   */
  latestTrainingSnapshot(notAfter?: CalendarDay): CalendarDay;
  /** The newest S, at most today, whose features are all there. */
  latestPredictionSnapshot(): CalendarDay;
  /** The snapshots that a training at S fits and tests on. */
  trainingPlan(
    snapshot: CalendarDay,
    training: { readonly snapshots: number; readonly everyDays: number },
  ): TrainingPlan;

  /** The same days under other options; left out where the days of features do not depend on windows. */
  withOptions?(change: Partial<CalendarWindows>): SnapshotCalendar;

  /** @throws PropensityError `snapshot_in_future`, `labels_not_final` or `missing_days`. */
  assertTrainable(snapshots: readonly CalendarDay[]): void;
  /** @throws PropensityError `snapshot_in_future` or `missing_days`. */
  assertScorable(snapshot: CalendarDay): void;
  /**
   * @param scored users that were scored at this snapshot
   * @throws PropensityError `missing_days` when the label window of a week that is over has an unexplained hole; `missing_snapshot`,
   * `rows_removed` when labels are gone.
   */
  assertLabelled(snapshot: CalendarDay, scored: number): void;
}
