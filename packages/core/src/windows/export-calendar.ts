import { PropensityError } from '../errors/propensity-error.js';
import { addDays, type CalendarDay, daysBetween, daysOf, startOfDayMicros } from './calendar-day.js';
import type { ExportDay } from './export-day.js';
import type { CalendarWindows, SnapshotCalendar } from './snapshot-calendar.js';
import { type TrainingPlan, trainingPlan } from './training-plan.js';

export interface CalendarOptions extends CalendarWindows {
  readonly finalLagDays: number;
  /** IANA name of the property's time zone: where a day ends. */
  readonly timeZone: string;
}

/**
 * The calendar of daily events. Windows are half-open: features from [S − lookback, S), labels from [S, S + horizon); a
 * snapshot needs every day of both.
 */
export class ExportCalendar implements SnapshotCalendar {
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  /** The newest day of the export that will not be rewritten any more, or null. */
  readonly lastFinalDay: CalendarDay | null;
  /** Days that were last written before they had ended, ascending. */
  readonly unfinishedDays: readonly CalendarDay[];
  /** When a day was last written, milliseconds since the epoch, UTC; null where the store does not say. */
  readonly lastWrittenAt: number | null;
  readonly #present: ReadonlySet<CalendarDay>;
  readonly #unfinished: ReadonlySet<CalendarDay>;

  /** @throws PropensityError `empty_export` when there is no day at all. */
  constructor(
    readonly days: readonly ExportDay[],
    readonly today: CalendarDay,
    readonly options: CalendarOptions,
  ) {
    const dates = days.map((day) => day.date).sort();
    const first = dates[0];
    const last = dates.at(-1);
    if (first === undefined || last === undefined) {
      throw new PropensityError('empty_export', 'The export holds no day of events.', {
        kind: 'refused',
        hint: 'Check source.events, or on Google Cloud gcp.eventsDataset, in the configuration.',
      });
    }
    this.firstDay = first;
    this.lastDay = last;
    this.#present = new Set(dates);
    const unfinished = days.filter((day) => isUnfinished(day, options.timeZone)).map(({ date }) => date);
    this.unfinishedDays = unfinished.sort();
    this.#unfinished = new Set(unfinished);
    const written = days.flatMap(({ modifiedAt }) => modifiedAt ?? []);
    this.lastWrittenAt = written.length === 0 ? null : written.reduce((a, b) => Math.max(a, b));
    const newestFinal = addDays(today, -options.finalLagDays - 1);
    let finalDay = newestFinal < last ? newestFinal : last;
    while (this.#unfinished.has(finalDay)) finalDay = addDays(finalDay, -1);
    this.lastFinalDay = finalDay >= first ? finalDay : null;
  }

  /** Number of days that are there. */
  get presentDays(): number {
    return this.#present.size;
  }

  /** Days of [from, until) that are not there and that the configuration does not allow to be missing. */
  missingDays(from: CalendarDay, until: CalendarDay): CalendarDay[] {
    const allowed = new Set(this.options.allowMissingDays);
    return daysOf(from, until).filter((day) => !this.#present.has(day) && !allowed.has(day));
  }

  /** Days of [from, until) that are missing and that the configuration allows to be missing. */
  allowedMissing(from: CalendarDay, until: CalendarDay): CalendarDay[] {
    return this.options.allowMissingDays.filter((day) => day >= from && day < until && !this.#present.has(day)).sort();
  }

  /** Number of days of [from, until) that are there and final. */
  finalDays(from: CalendarDay, until: CalendarDay): number {
    return daysOf(from, until).filter((day) => this.#present.has(day) && this.isFinal(day)).length;
  }

  deliveredDays(from: CalendarDay, until: CalendarDay): readonly ExportDay[] {
    const within = this.days.filter(({ date }) => date >= from && date < until);
    return within.sort((a, b) => (a.date < b.date ? -1 : 1));
  }

  isFinal(day: CalendarDay): boolean {
    return addDays(day, this.options.finalLagDays + 1) <= this.today && !this.#unfinished.has(day);
  }

  labelsAreOver(snapshot: CalendarDay, horizonDays: number): boolean {
    const end = addDays(snapshot, horizonDays);
    return end <= this.today && end <= addDays(this.lastDay, 1);
  }

  /** The newest S whose labels are over and final: S + horizon ≤ the day after the last final day. */
  latestTrainingSnapshot(notAfter?: CalendarDay): CalendarDay {
    if (this.lastFinalDay === null) throw this.#notFinal(this.firstDay);
    const latest = addDays(this.lastFinalDay, 1 - this.options.horizonDays);
    return notAfter !== undefined && notAfter < latest ? notAfter : latest;
  }

  /** The newest S whose features are all there: the day after the last day of the export, at most today. */
  latestPredictionSnapshot(): CalendarDay {
    const next = addDays(this.lastDay, 1);
    return next < this.today ? next : this.today;
  }

  trainingPlan(
    snapshot: CalendarDay,
    training: { readonly snapshots: number; readonly everyDays: number },
  ): TrainingPlan {
    return trainingPlan(snapshot, { ...training, horizonDays: this.options.horizonDays });
  }

  withOptions(change: Partial<CalendarWindows>): ExportCalendar {
    return new ExportCalendar(this.days, this.today, { ...this.options, ...change });
  }

  /** @throws PropensityError `snapshot_in_future`, `labels_not_final` or `missing_days`. */
  assertTrainable(snapshots: readonly CalendarDay[]): void {
    const newest = [...snapshots].sort().at(-1)!;
    this.#assertNotFuture(newest);
    const until = addDays(newest, this.options.horizonDays);
    const missingLabels = this.missingDays(newest, until);
    const end = addDays(this.lastDay, 1);
    if (until > end || !daysOf(newest, until).every((day) => this.isFinal(day))) throw this.#notFinal(newest);
    if (missingLabels.length > 0) throw this.#missing(missingLabels, `the labels of the snapshot ${newest}`);
    for (const snapshot of snapshots) {
      const missing = this.missingDays(
        addDays(snapshot, -this.options.lookbackDays),
        addDays(snapshot, this.options.horizonDays),
      );
      if (missing.length > 0) throw this.#missing(missing, `the training snapshot ${snapshot}`, snapshots.length);
    }
  }

  /** @throws PropensityError `snapshot_in_future` or `missing_days`. */
  assertScorable(snapshot: CalendarDay): void {
    this.#assertNotFuture(snapshot);
    const missing = this.missingDays(addDays(snapshot, -this.options.lookbackDays), snapshot);
    if (missing.length > 0) throw this.#missing(missing, `the features of ${snapshot}`);
  }

  /** @throws PropensityError `missing_days` when the label window of a week that is over has an unexplained hole. */
  assertLabelled(snapshot: CalendarDay): void {
    const missing = this.missingDays(snapshot, addDays(snapshot, this.options.horizonDays));
    if (missing.length > 0) throw this.#missing(missing, `what happened in the week of ${snapshot}`);
  }

  #assertNotFuture(snapshot: CalendarDay): void {
    if (snapshot <= this.today) return;
    throw new PropensityError(
      'snapshot_in_future',
      `The snapshot ${snapshot} is in the future; today is ${this.today}.`,
      {
        kind: 'usage',
        hint: `The newest snapshot that can be scored is ${this.latestPredictionSnapshot()}.`,
        details: { snapshot, today: this.today },
      },
    );
  }

  #notFinal(snapshot: CalendarDay): PropensityError {
    const { horizonDays, finalLagDays } = this.options;
    const newest = this.lastFinalDay === null ? null : this.latestTrainingSnapshot();
    const best = newest !== null && newest > this.firstDay ? newest : null;
    return new PropensityError(
      'labels_not_final',
      `The labels of ${snapshot} need every day until ${addDays(snapshot, horizonDays - 1)} to be there and final; ` +
        `the last final day is ${this.lastFinalDay ?? 'not there yet'} (a day is final ${finalLagDays} days after it ended).`,
      {
        kind: 'refused',
        hint:
          best === null ? 'Wait for more days of export.' : `The newest snapshot that can be trained on is ${best}.`,
        details: { snapshot, lastFinalDay: this.lastFinalDay, newestSnapshot: best },
      },
    );
  }

  #missing(missing: readonly CalendarDay[], what: string, trainingSnapshots = 1): PropensityError {
    const before = missing.filter((day) => day < this.firstDay);
    const after = missing.filter((day) => day > this.lastDay);
    const inside = missing.length - before.length - after.length;
    const hints: string[] = [];
    if (before.length > 0) {
      const usable = daysBetween(this.firstDay, addDays(this.lastDay, 1));
      hints.push(
        `The export begins on ${this.firstDay} (${usable} days in all): lower lookbackDays` +
          `${trainingSnapshots > 1 ? ' or training.snapshots' : ''}, or choose a later snapshot.`,
      );
    }
    if (after.length > 0)
      hints.push(`The export ends on ${this.lastDay}: choose an earlier snapshot or wait for the days.`);
    if (inside > 0)
      hints.push('Export the days again, or list them in source.allowMissingDays if they are lost for good.');
    return new PropensityError(
      'missing_days',
      `${missing.length === 1 ? 'A day' : `${missing.length} days`} that ${what} ${missing.length === 1 ? 'needs is' : 'need are'} ` +
        `missing from the export: ${describeDays(missing)}.`,
      { kind: 'refused', hint: hints.join(' '), details: { days: missing } },
    );
  }
}

function isUnfinished({ date, modifiedAt }: ExportDay, timeZone: string): boolean {
  return (
    modifiedAt !== undefined && BigInt(Math.floor(modifiedAt)) * 1000n < startOfDayMicros(addDays(date, 1), timeZone)
  );
}

/** `2021-01-01 to 2021-01-05, 2021-01-09`: runs of consecutive days, at most ten of them. */
export function describeDays(days: readonly CalendarDay[]): string {
  const runs: [CalendarDay, CalendarDay][] = [];
  for (const day of [...days].sort()) {
    const run = runs.at(-1);
    if (run !== undefined && addDays(run[1], 1) === day) run[1] = day;
    else runs.push([day, day]);
  }
  const shown = runs.slice(0, 10).map(([from, to]) => (from === to ? from : `${from} to ${to}`));
  return runs.length > shown.length ? `${shown.join(', ')} and ${runs.length - shown.length} more` : shown.join(', ');
}
