import { byCodePoint } from '../decisions/selection.js';
import type { ExportChoice, ExportedScore } from '../ports/score-exports.js';
import type { ProbaResult } from '../results/results.js';

const TENTHS = 10;

/**
 * The row of every user who has a current prediction, in the order of an export: by falling probability, then rising user id. The reference for
 * the warehouses' SQL.
 * @param predictions of one target, each user once
 */
export function scoreRows(predictions: readonly ProbaResult[]): readonly ExportedScore[] {
  const newest = predictions.reduce((week, { predicted_week }) => (predicted_week > week ? predicted_week : week), '');
  const scored = predictions.filter(({ predicted_week }) => predicted_week === newest).length;
  let before = 0;
  return predictions
    .toSorted((a, b) => b.proba - a.proba || byCodePoint(a.user_id, b.user_id))
    .map(({ user_id, proba, selected, model, predicted_week, predicted_at }) => {
      const current = predicted_week === newest;
      const decile = current ? Math.floor((TENTHS * before++) / scored) + 1 : null;
      return { user_id, proba, decile, selected: current && selected === true, model, predicted_week, predicted_at };
    });
}

/** What a destination was given last of a user; of a held-out one, what it would have been given. */
export interface GivenScore extends Pick<ExportedScore, 'proba' | 'decile' | 'selected' | 'model'> {
  readonly held_out?: boolean;
}

/**
 * The rows that an export holds, in the order of `rows`.
 * @param rows of `scoreRows`
 * @param given what the destination was given last, by user id
 */
export function chosenRows(
  rows: readonly ExportedScore[],
  choice: ExportChoice,
  given: ReadonlyMap<string, GivenScore>,
): readonly ExportedScore[] {
  switch (choice.kind) {
    case 'all':
      return rows;
    case 'changes':
      return rows.filter((row) => hasChanged(row, given.get(row.user_id)));
    case 'top':
      return rows.filter(({ decile }) => decile !== null).slice(0, choice.n);
    case 'decile':
      return rows.filter(({ decile }) => decile === choice.n);
    case 'selected':
      return rows.filter(({ selected }) => selected);
  }
}

/** Whether a row differs from what was given last. */
export function hasChanged(row: ExportedScore, given: GivenScore | undefined): boolean {
  return (
    given === undefined ||
    row.proba !== given.proba ||
    row.decile !== given.decile ||
    row.selected !== given.selected ||
    row.model !== given.model
  );
}
