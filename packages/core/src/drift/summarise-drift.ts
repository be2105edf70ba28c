import type { ComparedWith, DriftReason, DriftRow } from './compare-states.js';

/** The rows of a week in short, as in the result of predictions. */
export interface DriftSummary {
  /** What it was compared with. */
  readonly compared_with: readonly ComparedWith[];
  /** Rows in `ma_drift`. */
  readonly rows: number;
  /** Stability index of the scores against the training; null where they could not be compared. */
  readonly scores_psi: number | null;
  /** Features that have moved most since the training. */
  readonly largest: readonly { readonly name: string; readonly psi: number }[];
  /** Rows that are reported, in the order of the table; the first of them. */
  readonly flagged: readonly FlaggedDrift[];
  /** How many there are. */
  readonly flagged_rows: number;
}

/** A row that is reported. */
export interface FlaggedDrift extends Pick<DriftRow, 'compared_with' | 'kind' | 'name' | 'psi' | 'psi_limit'> {
  readonly flagged_for: readonly DriftReason[];
  /** Of the first reason but `psi`: shares, users or events per user; null where `psi` is the only one. */
  readonly before: number | null;
  readonly now: number | null;
}

const LARGEST = 5;
const FLAGGED = 40;

/** @param rows of a week; null where there are none */
export function summariseDrift(rows: readonly DriftRow[]): DriftSummary | null {
  if (rows.length === 0) return null;
  const sinceTraining = rows.filter((row) => row.compared_with === 'training');
  const features = sinceTraining.flatMap(({ kind, name, psi }) => (kind === 'feature' ? [{ name, psi: psi! }] : []));
  const flagged = rows.filter((row) => row.flagged_for.length > 0);
  return {
    compared_with: [...new Set(rows.map((row) => row.compared_with))],
    rows: rows.length,
    scores_psi: sinceTraining.find(({ kind }) => kind === 'scores')?.psi ?? null,
    largest: features.sort((a, b) => b.psi - a.psi).slice(0, LARGEST),
    flagged: flagged.slice(0, FLAGGED).map(flaggedDrift),
    flagged_rows: flagged.length,
  };
}

/** What is said of a row that is reported. */
export function flaggedDrift(row: DriftRow): FlaggedDrift {
  const { compared_with, kind, name, psi, psi_limit, flagged_for } = row;
  const what = flagged_for.find((reason) => reason !== 'psi');
  const [before, now] =
    what === undefined
      ? [null, null]
      : what === 'volume'
        ? [row.before_value, row.now_value]
        : [row[`before_${what}`], row[`now_${what}`]];
  return { compared_with, kind, name, psi, psi_limit, flagged_for, before, now };
}
