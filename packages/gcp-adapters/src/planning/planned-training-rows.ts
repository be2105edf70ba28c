import type { Calibration } from '@propensity/core';
import type {
  BinWidth,
  LevelColumn,
  NumberColumn,
  PreparedColumns,
  RowSet,
  ScannedFit,
  TrainingRows,
  ValueRange,
} from '@propensity/core/ports';
import type { PlanningJobs, RecordedStatement } from './planning-jobs.js';

/** What the statements of a question are for. */
const WHAT = {
  counts: 'Counts rows, users and positives of parts of the rows',
  ranges: 'Ranges of the numbers',
  values: 'Counts the values of a range, for medians and deciles',
  levels: 'Counts the levels of the categories',
  prepare: 'Makes the columns that the fits add up',
  moments: 'Means and deviations of these columns',
  gradients: 'One step of the fits: loss and gradient',
  losses: 'Losses on the rows that were left out of each fit',
  probabilities: 'Sums of probabilities, for negatives that were left out',
  curvature: 'The curvature of a fit',
  scores: 'Counts rows by score',
  besideChampion: 'Counts rows by score and the score of the champion',
  lossDifferences: 'Sums of what the losses of two models differ by',
  eventCounts: 'Counts rows by their number of events',
} as const;

type Question = keyof typeof WHAT;

/** The statements of the longest asking of a question, as they stand in the plan, and how often it was asked. */
interface Asked {
  statements: readonly RecordedStatement[];
  times: number;
}

/**
 * `TrainingRows` for a plan. How often a question is asked, and with which numbers, depends on the answers: of each the longest asking is kept,
 * where the first one was.
 */
export class PlannedTrainingRows implements TrainingRows {
  readonly #asked = new Map<Question, Asked>();

  constructor(
    readonly inWarehouse: TrainingRows,
    readonly standIns: TrainingRows,
    readonly jobs: PlanningJobs,
  ) {}

  get minCellUsers(): number | undefined {
    return this.inWarehouse.minCellUsers;
  }

  counts(sets: readonly RowSet[]) {
    return this.#ask('counts', (rows) => rows.counts(sets));
  }

  ranges(columns: readonly NumberColumn[]) {
    return this.#ask('ranges', (rows) => rows.ranges(columns));
  }

  values(ranges: readonly ValueRange[], sets: readonly RowSet[]) {
    return this.#ask('values', (rows) => rows.values(ranges, sets));
  }

  levels(columns: readonly LevelColumn[], sets: readonly RowSet[]) {
    return this.#ask('levels', (rows) => rows.levels(columns, sets));
  }

  prepare(columns: PreparedColumns) {
    return this.#ask('prepare', (rows) => rows.prepare(columns));
  }

  moments(sets: readonly RowSet[]) {
    return this.#ask('moments', (rows) => rows.moments(sets));
  }

  gradients(fits: readonly ScannedFit[]) {
    return this.#ask('gradients', (rows) => rows.gradients(fits));
  }

  losses(fits: readonly ScannedFit[]) {
    return this.#ask('losses', (rows) => rows.losses(fits));
  }

  probabilities(fits: readonly ScannedFit[]) {
    return this.#ask('probabilities', (rows) => rows.probabilities(fits));
  }

  curvature(fit: ScannedFit, pairs: boolean) {
    return this.#ask('curvature', (rows) => rows.curvature(fit, pairs));
  }

  scores(fits: readonly ScannedFit[], width: BinWidth) {
    return this.#ask('scores', (rows) => rows.scores(fits, width));
  }

  besideChampion(fit: ScannedFit, width: BinWidth) {
    return this.#ask('besideChampion', (rows) => rows.besideChampion(fit, width));
  }

  lossDifferences(fit: ScannedFit, calibration: Calibration, ofChampion: Calibration) {
    return this.#ask('lossDifferences', (rows) => rows.lossDifferences(fit, calibration, ofChampion));
  }

  eventCounts(set: RowSet) {
    return this.#ask('eventCounts', (rows) => rows.eventCounts(set));
  }

  /** Dropping a table is no statement: nothing is to be listed for it. */
  async close(): Promise<void> {
    await this.standIns.close();
    for (const [question, { statements, times }] of this.#asked) {
      const often = times === 1 ? 'Asked once.' : `Asked about ${times} times, each time with other numbers.`;
      const note = `${WHAT[question]}. ${often} Stand-ins take the place of levels and coefficients.`;
      this.jobs.replace(
        statements,
        statements.map(({ statement }) => ({ statement, note })),
      );
    }
  }

  async #ask<T>(question: Question, ask: (rows: TrainingRows) => Promise<T>): Promise<T> {
    const { recorded } = await this.jobs.apart(() => ask(this.inWarehouse));
    const known = this.#asked.get(question);
    if (known === undefined) {
      this.jobs.recorded.push(...recorded);
      this.#asked.set(question, { statements: recorded, times: 1 });
    } else {
      known.times++;
      if (lengthOf(recorded) > lengthOf(known.statements)) {
        this.jobs.replace(known.statements, recorded);
        known.statements = recorded;
      }
    }
    return ask(this.standIns);
  }
}

function lengthOf(recorded: readonly RecordedStatement[]): number {
  return recorded.reduce((sum, { statement }) => sum + statement.sql.length, 0);
}
