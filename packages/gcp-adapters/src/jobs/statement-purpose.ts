/** What the rows of a deciding query say. Each can be had from metadata: see `planning/metadata-answers.ts`. */
export type DecidingRows = 'days' | 'models' | 'changes' | 'runs' | 'evaluations';

/** Leaves something behind. */
export interface Writes {
  readonly kind: 'writes';
  /** Rows that the job can go on with where nothing is run; none when left out. */
  readonly standIn?: readonly object[];
  /** True where the parameters are worked out from what earlier statements give: a plan does not know them. */
  readonly ofResults?: boolean;
  /** Tables of which it changes rows that are there: BigQuery bills all columns of these, beside what it reads. */
  readonly changes?: readonly string[];
  /** Name of the model whose fitted values are in the text. */
  readonly model?: string;
}

/** Its rows decide which statements follow, so that a plan needs the true ones. */
export interface Decides {
  readonly kind: 'decides';
  readonly on: DecidingRows;
}

/** Its rows, read as objects, decide no further statement: a plan goes on with these instead. */
export interface ReadsRows {
  readonly kind: 'reads rows';
  readonly standIn: readonly object[];
  /** What a reader of a plan should know of how the true rows would change it. */
  readonly note?: string;
}

/** Its rows, read as columns, decide no further statement: a plan goes on with this many invented rows. */
export interface ReadsColumns {
  readonly kind: 'reads columns';
  readonly standInRows: number;
  /** As of `ReadsRows`. */
  readonly note?: string;
}

/** Rows of a snapshot that a plan is fitted on. */
export const STAND_IN_ROWS = 200;

export const WRITES: Writes = { kind: 'writes' };
