import { parseArtifact } from '../artifact/serialise-artifact.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { ShadowScores } from '../ports/prediction-store.js';
import { assertPublishable } from '../predictions/upsert-predictions.js';
import { firstHonestSnapshot } from '../registry/choose-model.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { CalendarDay } from '../windows/calendar-day.js';
import type { JobWindows } from './job-windows.js';
import { snapshotsOfModel } from './model-features.js';
import { assertSameDays } from './same-days.js';
import { isSameQuestion } from './same-question.js';
import { verifyStaged } from './verify-staged.js';

/** So many challengers score in the shadow of a run, the newest ones. */
export const MOST_SHADOWS = 2;

/**
 * The challengers that score beside a model: accepted by nobody and taken out of use by nobody, of the same question and
 * lookback, whose own labels were over. A model that does not beat the base rate is none.
 * @param records of one target, newest first
 */
export function shadowsOf(
  records: readonly StandingModel[],
  served: StandingModel,
  snapshot: CalendarDay,
  settings: JobWindows['settings'],
): readonly StandingModel[] {
  const challengers = records.filter(
    (record) =>
      record.status === 'challenger' &&
      record.model !== served.model &&
      record.lookbackDays === served.lookbackDays &&
      firstHonestSnapshot(record) <= snapshot &&
      isSameQuestion(record.result, settings),
  );
  return challengers.slice(0, MOST_SHADOWS);
}

/**
 * Scores a snapshot with the challengers, into staging. One that cannot be scored keeps nobody back: it is left out, and noted.
 * @param staged takes them, so that whoever calls can let go of them whatever happens
 * @returns notes for the reader of the run
 */
export async function stageShadows(
  { ports, settings }: JobWindows,
  run: { readonly records: readonly StandingModel[]; readonly record: StandingModel; readonly snapshot: CalendarDay },
  staged: ShadowScores[],
): Promise<string[]> {
  const notes: string[] = [];
  const { snapshot } = run;
  for (const { model, fileNameInBucket: fileName, sha256 } of shadowsOf(run.records, run.record, snapshot, settings)) {
    ports.progress.step(`Scoring with the challenger ${model}, in the shadow`);
    try {
      const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
      assertSameDays(artifact, settings);
      await snapshotsOfModel(ports.snapshots, artifact).materialise(snapshot);
      const scores = await ports.predictions.stage(artifact, snapshot);
      try {
        assertPublishable(await scores.checks());
        await verifyStaged(scores, artifact);
      } catch (error) {
        await scores.discard();
        throw error;
      }
      staged.push({ model, staged: scores });
    } catch (error) {
      if (!PropensityError.is(error)) throw error;
      notes.push(`The challenger ${model} did not score in the shadow: ${error.message}`);
    }
  }
  return notes;
}
