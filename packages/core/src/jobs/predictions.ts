import { parseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { selectionOf } from '../decisions/selection.js';
import type { ModelChange } from '../ports/model-registry.js';
import type { Ports, RunIdentity } from '../ports/ports.js';
import type { PublishedRun, ShadowScores } from '../ports/prediction-store.js';
import { assertPublishable, olderSnapshot } from '../predictions/upsert-predictions.js';
import { chooseModel } from '../registry/choose-model.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { ChosenAs, PredictResult } from '../results/results.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import { compareWeek } from './compare-week.js';
import { assertPreprocessorKept } from './given-preprocessor.js';
import { openCalendar, runsOf, type SnapshotOptions } from './job-context.js';
import { modelWindowsNote, windowsOfModel } from './job-windows.js';
import { snapshotsOfModel } from './model-features.js';
import { checkInputs } from './profile-inputs.js';
import { assertKept, firstKeptDay } from './retention.js';
import { runIdOf } from './run-id.js';
import { assertSameDays } from './same-days.js';
import { askedRecords, assertSameQuestion, isSameQuestion } from './same-question.js';
import { stageShadows } from './stage-shadows.js';
import { verifyStaged } from './verify-staged.js';

export interface PredictionsOptions extends SnapshotOptions {
  /** Scores with this model instead of the newest that may honestly score the snapshot. */
  readonly model?: string | undefined;
  /** Scores again although this very run has been published. */
  readonly force?: boolean | undefined;
  /** Publishes although inputs have collapsed since the model was trained, and records it. */
  readonly acceptDrift?: boolean | undefined;
}

/**
 * The weekly job: compares the inputs at S with those of the training, scores everyone in the population at S inside the
 * warehouse, checks the scores, and publishes them. The newest challengers score in the
 * shadow: kept, never served.
 * The same run twice returns what the first one left.
 * @throws PropensityError `no_model`, `missing_days`, `snapshot_in_future`, `older_snapshot`, `artifact_corrupt`, `another_time_zone`, `another_intraday`, `another_question`,
 * `beyond_retention`, `preprocessor_missing`, `preprocessor_changed`, `features_changed`, `collapsed_inputs`, `bad_predictions` or `scores_disagree`; nothing is written then.
 */
export async function predictions(
  stack: Ports,
  configured: JobSettings,
  options: PredictionsOptions = {},
): Promise<PredictResult> {
  const opened = await openCalendar(stack, configured, options);
  const snapshot = options.snapshot === undefined ? opened.latestPredictionSnapshot() : parseDay(options.snapshot);
  // Without windows of its own, a configuration says only by its model which days are needed.
  if (configured.adaptive?.lookbackDays !== true) opened.assertScorable(snapshot);
  assertKept(snapshot, stack.clock(), configured);
  const records = await modelsOfTarget(stack, configured);
  const candidates = options.model === undefined ? askedRecords(records, configured) : records;
  const { record, inSample, chosenAs, decision } = chooseModel(candidates, snapshot, options.model);
  const given = { ports: stack, settings: configured, calendar: opened };
  const { ports, settings, calendar } = windowsOfModel(given, record.lookbackDays);
  calendar.assertScorable(snapshot);
  const runId = runIdOf('predictions', snapshot, { config: settings.configHash, model: record.sha256 });
  const run: RunIdentity = { job: 'predictions', runId, snapshot };
  ports.begin?.(run);

  const published = await runsOf(ports, settings);
  // Another model may have scored the same users since: then the table does not say what this run did.
  const newest = published.findLast((run) => run.snapshot === snapshot);
  const done = newest?.runId === runId ? newest : undefined;
  if (done !== undefined && options.force !== true) {
    ports.progress.warn(`This run was published at ${done.predictedAt}; --force scores again.`);
    ports.repeat?.(run);
    // A publication that was cut short may have left it behind.
    await ports.serving?.refresh();
    return done.result;
  }
  assertNewest(snapshot, published);

  const artifact = parseArtifact(await ports.artifacts.read(record.fileNameInBucket), {
    sha256: record.sha256,
    fileName: record.fileNameInBucket,
  });
  await assertPreprocessorKept(ports, record);
  assertSameDays(artifact, settings);
  assertSameQuestion(artifact, settings);
  const snapshots = snapshotsOfModel(ports.snapshots, artifact);

  ports.progress.step(`Computing the features of ${snapshot}`);
  const summary = await snapshots.materialise(snapshot);
  ports.progress.step('Comparing the inputs with those of the training');
  const inputs = await checkInputs(ports, snapshots, summary, artifact, options.acceptDrift ?? false);
  ports.progress.step('Scoring inside the warehouse');
  const staged = await ports.predictions.stage(artifact, snapshot, published);
  const shadows: ShadowScores[] = [];
  try {
    assertPublishable(await staged.checks());
    await verifyStaged(staged, artifact);
    const { now } = inputs;
    const drift =
      now === null
        ? []
        : await compareWeek(ports.predictions, snapshots, staged, { artifact, snapshot, now, settings });
    const shadowNotes = await stageShadows({ ports, settings, calendar }, { records, record, snapshot }, shadows);
    ports.progress.step('Publishing');
    const lookbackStart = addDays(snapshot, -settings.lookbackDays);
    const publishedRun = {
      runId,
      target: settings.targetEvent,
      snapshot,
      model: record.model,
      sha256: record.sha256,
      predictedAt: new Date(ports.clock()).toISOString(),
      inSample,
      chosenAs,
      horizonDays: record.horizonDays,
      allowedMissingDays: calendar.allowedMissing(lookbackStart, snapshot),
      selection: selectionOf(settings.decision, artifact.metrics.threshold),
      acceptedDrift: inputs.accepted,
      drift,
      notes: [
        ...inputs.notes,
        ...shadowNotes,
        decisionNote(record, chosenAs, decision) ?? [],
        otherQuestionNote(published.at(-1), records, settings) ?? [],
        modelWindowsNote(settings, record.model, record.lookbackDays) ?? [],
      ].flat(),
      lookbackDays: record.lookbackDays,
      shadows: shadows.map(({ model }) => model),
    };
    return await staged.publish(publishedRun, firstKeptDay(snapshot, settings), shadows);
  } finally {
    for (const shadow of shadows) await shadow.staged.discard();
    await staged.discard();
  }
}

/** That somebody has chosen a model that no run would have chosen by itself; null where nobody has. */
function decisionNote({ model, status }: StandingModel, as: ChosenAs, decision?: ModelChange): string | null {
  if (decision !== undefined) {
    const { by, at, why } = decision;
    const how = as === 'pinned' ? 'pinned it' : decision.action === 'rollback' ? 'went back to it' : 'promoted it';
    return `Scored with ${model}: ${by} ${how} on ${at.slice(0, 'YYYY-MM-DD'.length)}${why === '' ? '' : ` (${why})`}.`;
  }
  if (as !== 'named' || status === 'champion') return null;
  const standing = status === 'retired' ? 'it is out of use' : `its training ended as "${status}"`;
  return `Scored with ${model} because it was named; ${standing}, so no run would choose it.`;
}

/** That the predictions so far are of another question by the same name; null where they are not. */
function otherQuestionNote(
  before: PublishedRun | undefined,
  records: readonly StandingModel[],
  settings: JobSettings,
): string | null {
  const record = records.find(({ model }) => model === before?.model);
  if (record === undefined || isSameQuestion(record.result, settings)) return null;
  return `The predictions of ${before!.snapshot} are of other people or by other rows, and have the same name, "${settings.targetEvent}": who is scored again is overwritten, the others are kept. Where both questions are to be asked, give one a name (target.name).`;
}

function assertNewest(snapshot: CalendarDay, published: readonly PublishedRun[]): void {
  const newest = published.reduce((latest, run) => (run.snapshot > latest ? run.snapshot : latest), snapshot);
  if (newest > snapshot) throw olderSnapshot(snapshot, newest);
}
