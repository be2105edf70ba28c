import type { ModelArtifact } from '../artifact/model-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { compareStates, type DriftRow, stateOfRows } from '../drift/compare-states.js';
import { DEFAULT_DRIFT_LIMITS } from '../drift/drift-limits.js';
import { driftState } from '../drift/drift-state.js';
import type { InputProfile } from '../drift/input-profile.js';
import type { FeatureSnapshots } from '../ports/feature-snapshots.js';
import type { PredictionStore, StagedScores } from '../ports/prediction-store.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';
import { profiledShare } from './profile-inputs.js';

/** The week before is the newest one of so many days before. */
const LAST_WEEK_DAYS = 14;

/**
 * The rows of drift of a week that is about to be published: against the model's training, and against the week before where the same model
 * has scored it (another one's bins are others). Empty for a model of a version that kept no distributions.
 * @param now what the inputs are at the snapshot
 */
export async function compareWeek(
  predictions: Pick<PredictionStore, 'drift'>,
  snapshots: FeatureSnapshots,
  staged: Pick<StagedScores, 'distribution'>,
  {
    artifact,
    snapshot,
    now,
    settings,
  }: {
    readonly artifact: ModelArtifact;
    readonly snapshot: CalendarDay;
    readonly now: InputProfile;
    readonly settings: Pick<JobSettings, 'targetEvent' | 'drift'>;
  },
): Promise<readonly DriftRow[]> {
  const { distributions, inputs, name: model } = artifact;
  if (distributions === undefined || inputs === undefined) return [];
  const { bins, scores } = distributions;
  const features = await snapshots.distribution(snapshot, { bins, share: profiledShare(now.users) });
  const week = driftState(snapshot, now, { features, scores: await staged.distribution(scores.edges) });
  const training = driftState(distributions.snapshot, inputs, { ...distributions, scores: scores.counts });
  const from = addDays(snapshot, -LAST_WEEK_DAYS);
  const before = (await predictions.drift(settings.targetEvent, from)).findLast((each) => each.week < snapshot);
  const limits = settings.drift ?? DEFAULT_DRIFT_LIMITS;
  const againstTraining = compareStates(training, week, 'training', limits);
  if (before?.model !== model) return againstTraining;
  return [...againstTraining, ...compareStates(stateOfRows(before.week, before.rows), week, 'last_week', limits)];
}
