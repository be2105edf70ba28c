import { PropensityError } from '../errors/propensity-error.js';
import { addDays, type CalendarDay, daysOf } from './calendar-day.js';
import type { SnapshotCalendar } from './snapshot-calendar.js';
import type { TrainingPlan } from './training-plan.js';

/** A snapshot that a table has. */
export interface TableSnapshot {
  readonly day: CalendarDay;
  /** False while the label of one of its rows is not known. */
  readonly labelled: boolean;
  readonly users: number;
}

export interface TableCalendarOptions {
  readonly horizonDays: number;
  readonly finalLagDays: number;
  /** The day of the newest conversion; null where the rows have their labels themselves. */
  readonly conversionsUntil: CalendarDay | null;
  /** When the table was last written, milliseconds since the epoch, UTC; null where nobody knows. */
  readonly lastWrittenAt: number | null;
}

/**
 * The calendar of a finished feature table: its days are the snapshots that it has. Labels are over when the horizon is, and when every row
 * has one or, where conversions are in a table of their own, when that table has gone beyond the horizon; they are final `finalLagDays` later.
 */
export class TableCalendar implements SnapshotCalendar {
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  readonly lastFinalDay: CalendarDay | null;
  readonly unfinishedDays: readonly CalendarDay[] = [];
  readonly lastWrittenAt: number | null;
  readonly #labelled: ReadonlyMap<CalendarDay, boolean>;
  readonly #users: ReadonlyMap<CalendarDay, number>;
  readonly #days: readonly CalendarDay[];

  /** @param snapshots at least one, in any order */
  constructor(
    snapshots: readonly TableSnapshot[],
    readonly today: CalendarDay,
    readonly options: TableCalendarOptions,
  ) {
    this.#days = snapshots.map(({ day }) => day).sort();
    this.#labelled = new Map(snapshots.map(({ day, labelled }) => [day, labelled]));
    this.#users = new Map(snapshots.map(({ day, users }) => [day, users]));
    this.firstDay = this.#days[0]!;
    this.lastDay = this.#days.at(-1)!;
    this.lastWrittenAt = options.lastWrittenAt;
    const newest = addDays(today, -options.finalLagDays - 1);
    const { conversionsUntil: until } = options;
    const reached = until === null ? newest : addDays(until, -options.finalLagDays - 1);
    this.lastFinalDay = reached < newest ? reached : newest;
  }

  get presentDays(): number {
    return this.#days.length;
  }

  missingDays(): readonly CalendarDay[] {
    return [];
  }

  allowedMissing(): readonly CalendarDay[] {
    return [];
  }

  finalDays(from: CalendarDay, until: CalendarDay): number {
    return daysOf(from, until).filter((day) => this.isFinal(day)).length;
  }

  isFinal(day: CalendarDay): boolean {
    return this.lastFinalDay !== null && day <= this.lastFinalDay;
  }

  labelsAreOver(snapshot: CalendarDay, horizonDays: number): boolean {
    const end = addDays(snapshot, horizonDays);
    const { conversionsUntil } = this.options;
    const known = conversionsUntil === null ? this.#labelled.get(snapshot) === true : end <= conversionsUntil;
    return end <= this.today && known;
  }

  latestTrainingSnapshot(notAfter?: CalendarDay): CalendarDay {
    const found = this.#days.findLast((day) => this.#isTrainable(day) && (notAfter === undefined || day <= notAfter));
    if (found !== undefined) return found;
    if (notAfter !== undefined) return notAfter;
    throw this.#notFinal(this.lastDay);
  }

  latestPredictionSnapshot(): CalendarDay {
    return this.#days.findLast((day) => day <= this.today) ?? this.firstDay;
  }

  /**
   * S tests; of the labelled snapshots at S − horizonDays or before, the newest that are at least `everyDays` apart train, `snapshots` − 1
   * at most. Where there is none, S trains and tests, split by user.
   */
  trainingPlan(
    snapshot: CalendarDay,
    { snapshots, everyDays }: { readonly snapshots: number; readonly everyDays: number },
  ): TrainingPlan {
    const train: CalendarDay[] = [];
    let notAfter = addDays(snapshot, -this.options.horizonDays);
    for (const day of this.#days.toReversed()) {
      if (train.length === snapshots - 1) break;
      if (day > notAfter || !this.#isTrainable(day)) continue;
      train.push(day);
      notAfter = addDays(day, -everyDays);
    }
    return train.length === 0
      ? { test: snapshot, train: [snapshot], all: [snapshot] }
      : { test: snapshot, train, all: [snapshot, ...train] };
  }

  assertTrainable(snapshots: readonly CalendarDay[]): void {
    for (const snapshot of snapshots) {
      this.assertScorable(snapshot);
      if (!this.#isTrainable(snapshot)) throw this.#notFinal(snapshot);
    }
  }

  assertScorable(snapshot: CalendarDay): void {
    if (snapshot > this.today) {
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
    this.#assertThere(snapshot);
  }

  /** @throws PropensityError `missing_snapshot`, or `rows_removed` where users that were scored have no row, and so no label, any more */
  assertLabelled(snapshot: CalendarDay, scored = 0): void {
    if (this.options.conversionsUntil !== null) return;
    this.#assertThere(snapshot);
    const users = this.#users.get(snapshot)!;
    if (users >= scored) return;
    const count = (n: number) => n.toLocaleString('en');
    throw new PropensityError(
      'rows_removed',
      `${count(scored)} users were scored at the snapshot ${snapshot}, and the table has ${count(users)} of its rows left: what the others did is not known.`,
      {
        kind: 'refused',
        hint: 'Keep the rows of a snapshot, with their labels, until it has been evaluated.',
        details: { snapshot, scored, users },
      },
    );
  }

  #assertThere(snapshot: CalendarDay): void {
    if (this.#labelled.has(snapshot)) return;
    const newest = this.#days.slice(-5).join(', ');
    throw new PropensityError('missing_snapshot', `The table has no rows of the snapshot ${snapshot}.`, {
      kind: 'refused',
      hint:
        snapshot < this.firstDay
          ? `Its first is ${this.firstDay}. To score one, a model has to be trained on another, ${this.options.horizonDays} days before it or more: "propensity train" takes the newest that has labels, and scores those that come later.`
          : `Its ${this.#days.length > 5 ? 'newest snapshots are' : 'snapshots are'} ${newest}.`,
      details: { snapshot, snapshots: this.#days },
    });
  }

  #isTrainable(snapshot: CalendarDay): boolean {
    const { horizonDays } = this.options;
    return this.labelsAreOver(snapshot, horizonDays) && this.isFinal(addDays(snapshot, horizonDays - 1));
  }

  #notFinal(snapshot: CalendarDay): PropensityError {
    const { horizonDays, finalLagDays, conversionsUntil } = this.options;
    const newest = this.#days.findLast((day) => this.#isTrainable(day)) ?? null;
    const unknown =
      conversionsUntil === null && this.#labelled.get(snapshot) === false
        ? 'the label of some of its rows is empty'
        : conversionsUntil !== null && conversionsUntil < addDays(snapshot, horizonDays + finalLagDays)
          ? `the newest conversion is of ${conversionsUntil}`
          : `today is ${this.today}`;
    return new PropensityError(
      'labels_not_final',
      `The labels of ${snapshot} are final ${finalLagDays} days after ${addDays(snapshot, horizonDays)}, once all are known; ${unknown}.`,
      {
        kind: 'refused',
        hint:
          newest === null
            ? 'Wait until what happened is known, or lower horizonDays.'
            : `The newest snapshot that can be trained on is ${newest}.`,
        details: { snapshot, newestSnapshot: newest },
      },
    );
  }
}
