import { type Selection, selectedUsers } from '../decisions/selection.js';
import { summariseDrift } from '../drift/summarise-drift.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { PredictionRun, StagedChecks } from '../ports/prediction-store.js';
import type { PredictionCounts, PredictResult, ProbaResult } from '../results/results.js';

/** One unchecked score of a batch. */
export interface ScoredUser {
  readonly userId: string | null;
  readonly proba: number | null;
}

/**
 * The upsert of a target as a pure function: users of the batch are overwritten or appended, all others keep what they have.
 * Neither argument is changed.
 * @throws PropensityError `bad_predictions` (a duplicate or NULL user, a probability that is missing or outside [0, 1])
 * or `older_snapshot` (a user's current prediction is of a newer snapshot), before anything is written.
 */
export function upsertPredictions(
  current: ReadonlyMap<string, ProbaResult>,
  batch: readonly ScoredUser[],
  { selection, ...run }: Omit<ProbaResult, 'user_id' | 'proba' | 'selected'> & { readonly selection: Selection },
): { readonly predictions: Map<string, ProbaResult>; readonly counts: PredictionCounts } {
  assertPublishable(checkBatch(batch));
  for (const { predicted_week } of current.values()) {
    if (predicted_week > run.predicted_week) throw olderSnapshot(run.predicted_week, predicted_week);
  }
  const scores = batch as readonly { readonly userId: string; readonly proba: number }[];
  const chosen = selectedUsers(scores, selection);
  const predictions = new Map(current);
  let overwritten = 0;
  for (const { userId, proba } of scores) {
    if (current.has(userId)) overwritten++;
    predictions.set(userId, { user_id: userId, proba, ...run, selected: chosen.has(userId) });
  }
  const scored = batch.length;
  return {
    predictions,
    counts: {
      scored,
      overwritten,
      appended: scored - overwritten,
      kept: current.size - overwritten,
      selected: chosen.size,
    },
  };
}

/** Counts what is wrong with a batch; `missingUsers` is 0, as a batch alone does not know its population. */
export function checkBatch(batch: readonly ScoredUser[]): StagedChecks {
  const users = new Set<string>();
  let nullUsers = 0;
  let badProbabilities = 0;
  for (const { userId, proba } of batch) {
    if (userId === null || userId === '') nullUsers++;
    else users.add(userId);
    if (proba === null || !(proba >= 0 && proba <= 1)) badProbabilities++;
  }
  return {
    rows: batch.length,
    nullUsers,
    duplicateUsers: batch.length - nullUsers - users.size,
    badProbabilities,
    missingUsers: 0,
  };
}

/** @throws PropensityError `bad_predictions` unless every check but `rows` is zero. */
export function assertPublishable(checks: StagedChecks): void {
  const faults = [
    [checks.duplicateUsers, 'scored more than once'],
    [checks.nullUsers, 'without a user id'],
    [checks.badProbabilities, 'with a probability that is missing or outside [0, 1]'],
    [checks.missingUsers, 'of the population without a score'],
  ] as const;
  const found = faults.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (found.length === 0) return;
  throw new PropensityError(
    'bad_predictions',
    `The batch of ${checks.rows} scores was refused: ${found.join('; ')}. Nothing was written.`,
    {
      kind: 'refused',
      hint: 'This is a fault of the scoring or of a feature of your own; run "propensity doctor" and report it.',
      details: { ...checks },
    },
  );
}

/** What publishing a run returns. */
export function predictResult(run: PredictionRun, counts: PredictionCounts): PredictResult {
  const {
    runId,
    snapshot,
    model,
    inSample,
    acceptedDrift = [],
    chosenAs,
    notes = [],
    lookbackDays,
    shadows = [],
  } = run;
  const drift = summariseDrift(run.drift ?? []);
  return {
    job: 'predictions',
    run_id: runId,
    snapshot,
    model,
    in_sample: inSample,
    counts,
    ...(chosenAs === undefined ? {} : { chosen_as: chosenAs }),
    ...(acceptedDrift.length === 0 ? {} : { accepted_drift: acceptedDrift }),
    ...(drift === null ? {} : { drift }),
    ...(lookbackDays === undefined ? {} : { lookback_days: lookbackDays }),
    ...(shadows.length === 0 ? {} : { shadows }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** The error for publishing `snapshot` after `newest`. */
export function olderSnapshot(snapshot: string, newest: string): PropensityError {
  return new PropensityError(
    'older_snapshot',
    `Predictions of ${newest} are published; those of the older snapshot ${snapshot} would overwrite newer knowledge. Nothing was written.`,
    { kind: 'refused', hint: 'Backfill weeks in the order of their dates.', details: { snapshot, newest } },
  );
}
