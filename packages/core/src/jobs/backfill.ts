import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import type { Progress } from '../ports/progress.js';
import type { PredictionCounts, TrainResult } from '../results/results.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import { openCalendar, runsOf } from './job-context.js';
import { assertKept } from './retention.js';
import { type FailedJob, type RunResult, runWeekly } from './run-weekly.js';

const WEEK = 7;

export interface BackfillOptions {
  /** The first week, S of its predictions; the others follow every seven days. */
  readonly from: CalendarDay;
  /** No week begins later; the newest that can be scored when left out. */
  readonly to?: CalendarDay | undefined;
  /** As predictions takes it. */
  readonly acceptDrift?: boolean | undefined;
}

/** What became of a week of a backfill. */
export interface BackfilledWeek {
  /** S. */
  readonly week: CalendarDay;
  /**
   * `scored` now, or `published` by an earlier run; `refused` by a check; `left_out` because a newer week is published,
   * whose scores an older one never overwrites.
   */
  readonly status: 'scored' | 'published' | 'refused' | 'left_out';
  /** The model that scored; null where none did. */
  readonly model: string | null;
  /** Of the users of the week; null where nobody was scored now. */
  readonly counts: PredictionCounts | null;
  /** The training that was due that week; null where none was. */
  readonly train: Pick<TrainResult, 'model' | 'status'> | null;
  /** Weeks whose evaluation was known by then. */
  readonly evaluated: number;
  /** Why a week is `refused`; left out of others. */
  readonly error?: Omit<FailedJob, 'job'>;
  /** A job that failed though the week was scored; left out where none did. */
  readonly failed?: FailedJob;
}

export interface BackfillResult {
  readonly job: 'backfill';
  readonly from: CalendarDay;
  readonly to: CalendarDay;
  /** In order. */
  readonly weeks: readonly BackfilledWeek[];
}

/**
 * Runs the weeks from `from` to `to`, in order, each as a weekly schedule would have run it that day: only with days, labels and models
 * that were there by then. Weeks that are published stay as they are, so that a backfill that was stopped goes on where it stopped and
 * leaves the same tables. A week that a check refuses is passed over, as it would have been on its day; any other failure ends the backfill.
 * @throws PropensityError `bad_date`, `bad_range`, `snapshot_in_future`, `beyond_retention`, before anything runs; what a week's jobs throw
 * that is no refusal
 */
export async function backfill(ports: Ports, settings: JobSettings, options: BackfillOptions): Promise<BackfillResult> {
  const from = parseDay(options.from);
  const calendar = await openCalendar(ports, settings, {});
  const newest = calendar.latestPredictionSnapshot();
  const to = options.to === undefined ? newest : parseDay(options.to);
  const days = weeksOf(from, to);
  if (days.at(-1)! > newest) throw inFuture(days.at(-1)!, newest);
  assertKept(from, ports.clock(), settings);

  const weeks: BackfilledWeek[] = [];
  for (const [index, week] of days.entries()) {
    const published = await runsOf(ports, settings);
    const known = publishedWeek(week, published);
    if (known !== null) {
      weeks.push(known);
      continue;
    }
    const progress = progressOfWeek(ports.progress, `${week} (${index + 1} of ${days.length})`);
    const trigger = { snapshot: week, triggerDate: week, acceptDrift: options.acceptDrift };
    try {
      weeks.push(scoredWeek(week, await runWeekly({ ...ports, progress }, settings, trigger)));
    } catch (error) {
      if (!PropensityError.is(error) || error.kind !== 'refused') {
        if (index > 0) progress.warn('Stopped. Weeks before this one are done; the same command goes on from here.');
        throw error;
      }
      const { kind, code, message, hint } = error;
      progress.warn(`Passed over: ${message}`);
      weeks.push({ ...nobody(week, 'refused'), error: { kind, code, message, hint } });
    }
  }
  return { job: 'backfill', from, to, weeks };
}

/** @throws PropensityError `bad_range` */
function weeksOf(from: CalendarDay, to: CalendarDay): CalendarDay[] {
  const weeks: CalendarDay[] = [];
  for (let week = from; week <= to; week = addDays(week, WEEK)) weeks.push(week);
  if (weeks.length > 0) return weeks;
  throw new PropensityError('bad_range', `No week begins between ${from} and ${to}.`, {
    kind: 'usage',
    hint: 'Give the first week with --from and the last with --to; the newest that can be scored is taken without --to.',
  });
}

function inFuture(week: CalendarDay, newest: CalendarDay): PropensityError {
  return new PropensityError(
    'snapshot_in_future',
    `The week of ${week} cannot be scored yet: the export, or today, ends at ${newest}.`,
    { kind: 'usage', hint: `The newest week that can be scored is that of ${newest}.`, details: { week, newest } },
  );
}

/** What earlier runs have left of a week; null where it is still to be run. */
function publishedWeek(week: CalendarDay, published: readonly PublishedRun[]): BackfilledWeek | null {
  const run = published.findLast(({ snapshot }) => snapshot === week);
  if (run !== undefined) return { ...nobody(week, 'published'), model: run.model };
  return published.some(({ snapshot }) => snapshot > week) ? nobody(week, 'left_out') : null;
}

function scoredWeek(week: CalendarDay, { train, evaluate, predict, error }: RunResult): BackfilledWeek {
  return {
    week,
    status: 'scored',
    model: predict.model,
    counts: predict.counts,
    train: train && { model: train.model, status: train.status },
    evaluated: evaluate?.evaluated.length ?? 0,
    ...(error && { failed: error }),
  };
}

function nobody(week: CalendarDay, status: BackfilledWeek['status']): BackfilledWeek {
  return { week, status, model: null, counts: null, train: null, evaluated: 0 };
}

/** The same progress, which says of each message of which week it is. */
function progressOfWeek(progress: Progress, week: string): Progress {
  const { note } = progress;
  return {
    step: (message, total) => progress.step(`${week}: ${message}`, total),
    advance: (done) => progress.advance(done),
    warn: (message) => progress.warn(`${week}: ${message}`),
    ...(note && { note: (message: string) => note.call(progress, message) }),
  };
}
