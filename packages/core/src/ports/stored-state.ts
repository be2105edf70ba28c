import type { ScoreExport } from './score-exports.js';

/** What `verify` looks at: tables by what is in them, files of models and preprocessing, and files for lookups. */
export type StoredArea =
  | 'models'
  | 'decisions'
  | 'runs'
  | 'predictions'
  | 'history'
  | 'evaluations'
  | 'exports'
  | 'snapshots'
  | 'files'
  | 'tables';

/** Something stored that contradicts something else that is stored. */
export interface StoredFault {
  readonly area: StoredArea;
  /** Which row, week, model or file. */
  readonly row: string;
  /** What is off, in a sentence. */
  readonly message: string;
}

/** Facts about the rows of users, in a group. */
export interface UserRows {
  readonly rows: number;
  /** Different users. */
  readonly users: number;
  /** Rows whose user is NULL or empty, or whose probability is NULL, NaN or outside [0, 1]. */
  readonly badRows: number;
}

/** The rows of the history of one run. */
export interface HistoryRows extends UserRows {
  readonly target: string | null;
  readonly week: string;
  readonly model: string;
  readonly runId: string;
  readonly selected: number;
  /** As `PublishedRun.scoresChecksum`. */
  readonly checksum: number;
}

/** The current predictions of a target that are of one week and model. */
export interface CurrentRows extends UserRows {
  readonly target: string | null;
  readonly week: string;
  readonly model: string;
  /** Rows that the history has not. */
  readonly withoutHistory: number;
  /** Rows of which the history has another probability, moment or choice. */
  readonly otherThanHistory: number;
}

/** Users of a target's history without the current prediction that they should have: of the newest week in which they were scored. */
export interface UsersNotCurrent {
  readonly target: string | null;
  readonly users: number;
}

/** What a destination has been given last of its users, by the export that gave it. */
export interface GivenRows extends UserRows {
  readonly target: string;
  readonly destination: string;
  readonly exportId: string;
}

/** Port: what a stack has stored, as counts, for `verify`. Nothing is written. */
export interface StoredState {
  /**
   * Rows whose columns contradict the record beside them, and keys that are there twice or have no value, of every table; tables that
   * cannot be read.
   */
  tableFaults(): Promise<readonly StoredFault[]>;
  history(): Promise<readonly HistoryRows[]>;
  current(): Promise<readonly CurrentRows[]>;
  usersNotCurrent(): Promise<readonly UsersNotCurrent[]>;
  /** Every completed export, in any order. */
  exports(): Promise<readonly ScoreExport[]>;
  given(): Promise<readonly GivenRows[]>;
  /** How many ids have been forgotten: weeks may have so many rows less than were published. */
  forgotten(): Promise<number>;
  /** Snapshots that have other rows than were counted when they were made. */
  snapshotFaults(): Promise<readonly StoredFault[]>;
  /** Files that copy the tables, such as those that lookups are answered from; left out where there are none. */
  copyFaults?(): Promise<readonly StoredFault[]>;
}
