import { ARTIFACT_SCHEMA_VERSION, type ModelArtifact, type TestedFit } from '../artifact/model-artifact.js';
import { parseArtifact, serialiseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { recentDaysOf } from '../drift/input-profile.js';
import { unusedSettings } from '../model-families/contest.js';
import { reportedSelection } from '../model-selection/model-selection.js';
import type { FeatureSnapshots, SnapshotSummary } from '../ports/feature-snapshots.js';
import type { Ports, RunIdentity } from '../ports/ports.js';
import { recordedQuestion } from '../question/question.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { TrainResult } from '../results/results.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { assertConstraints } from './constrained-features.js';
import { assertZone } from './export-checks.js';
import type { FittedModel } from './fit-model.js';
import { trainingPreprocessor } from './given-preprocessor.js';
import { openCalendar, type SnapshotOptions } from './job-context.js';
import { adaptedNote, type JobWindows, trainingWindows, windowsJson } from './job-windows.js';
import { assertNothingLater, assertNotTold } from './leaking-columns.js';
import { assertEnoughPositives, assertTargetOccurs } from './learnable-target.js';
import { materialiseSnapshots } from './materialise-snapshots.js';
import { areCurrent } from './model-features.js';
import { fewPositivesNote, nobodySelectedNote, simpleRuleNote } from './notes.js';
import { collapseNote, profileInputs } from './profile-inputs.js';
import { promotionGate } from './promotion-gate.js';
import { RowsInMemory, type TrainingParts } from './rows-in-memory.js';
import { RowsInWarehouse } from './rows-in-warehouse.js';
import type { RowsOfTraining } from './rows-of-training.js';
import { featureHashOf, runIdOf } from './run-id.js';
import { recordedIntraday } from './same-days.js';
import { isSameQuestion } from './same-question.js';
import { assertTrainable, whereToTrain } from './where-to-train.js';

export interface ModelTrainingOptions extends SnapshotOptions {
  /** Trains again although this very run has been done. */
  readonly force?: boolean | undefined;
}

/**
 * The monthly job: fits preprocessing, model and calibration on the training snapshots, tests them on users that this fit
 * has never seen, lets the promotion gate decide, fits again on everything labelled by the choices that were tested, and
 * saves the artifact and its registry row. The figures are those of the test; the last fit serves.
 * The same run twice returns what the first one left.
 * @throws PropensityError `labels_not_final`, `missing_days`, `wrong_time_zone`, `target_never_performed`, `too_few_positives`,
 * `preprocessor_mismatch`, `leaking_column`, …;
 * nothing is written then.
 */
export async function modelTraining(
  stack: Ports,
  configured: JobSettings,
  options: ModelTrainingOptions = {},
): Promise<TrainResult> {
  const opened = await openCalendar(stack, configured, options);
  const snapshot = options.snapshot === undefined ? opened.latestTrainingSnapshot() : parseDay(options.snapshot);
  const fitting = await trainingWindows({ ports: stack, settings: configured, calendar: opened }, snapshot);
  const { ports, settings, calendar } = fitting;
  const windows = windowsJson(fitting, snapshot);
  const { training, lookbackDays, horizonDays } = settings;
  const { progress } = ports;
  assertTrainable(training, ports.training);
  const plan = calendar.trainingPlan(snapshot, training);
  calendar.assertTrainable(plan.all);
  const decisive = { config: settings.configHash, features: featureHashOf(ports.snapshots.features) };
  const runId = runIdOf('modelTraining', snapshot, decisive);
  const run: RunIdentity = { job: 'modelTraining', runId, snapshot };
  ports.begin?.(run);
  const records = await modelsOfTarget(ports, settings);
  const done = records.find((record) => record.runId === runId);
  if (done !== undefined && options.force !== true) {
    progress.warn(`This run was done at ${done.trainedAt}; --force trains again.`);
    ports.repeat?.(run);
    return done.result;
  }

  const champion = await championBefore({ ports, settings }, records, snapshot, runId);
  const otherLookback = champion !== null && champion.windows.lookbackDays !== lookbackDays;
  const firstDay = addDays(plan.all.at(-1)!, -lookbackDays);
  const evidence = await ports.events.evidence?.(firstDay, addDays(plan.all[0]!, horizonDays));
  if (evidence !== undefined) assertZone(evidence, settings.timeZone);
  await assertTargetOccurs(ports, settings, plan);

  // The champion's features, too: both models are tested on the same rows.
  const besides = otherLookback ? [] : champion?.features;
  const preprocessor = await trainingPreprocessor(ports, settings, plan, besides);
  const { features, propertyEvents, snapshots } = preprocessor;
  assertConstraints(training.constraints ?? {}, features);
  const featureHash = featureHashOf(features);

  const laterNotes = await assertNothingLater(snapshots.ownTable, plan.all);
  const summaries = await materialiseSnapshots({ snapshots, progress }, plan.all);
  const otherQuestion = champion !== null && !isSameQuestion(champion, settings);
  const comparable = champion !== null && !otherLookback && !otherQuestion && areCurrent(snapshots, champion.features);
  const against = comparable ? champion : null;
  const parts = { ports, settings, snapshots, plan, estimator: preprocessor.estimator };
  const unused = unusedSettings(training);
  if (unused.length > 0) progress.warn(`${unused.join(' and ')} is not used by the estimator "${training.estimator}".`);
  const users = summaries.reduce((sum, summary) => sum + summary.users, 0);
  const counted = { rows: Math.round(users * training.sampleShare), features: snapshots.features.length };
  const { where, why } = whereToTrain(training, ports.training, counted);
  progress.note?.(`Trains in ${where === 'memory' ? 'memory' : 'the warehouse'}: ${why}`);
  const rows = await openRows(where, ports, parts, against);
  const names = features.map(({ name }) => name);
  const trained = await trainedOn(rows, { ports, settings, snapshots, plan, summaries, names, against }).finally(() =>
    rows.close(),
  );
  const { counts, fitted, tested, served, refitted, trainingSnapshots, inputs, distributions } = trained;
  const { metrics, decision, simpleRule } = tested;
  const gate = promotionGate(metrics, tested.against);
  const reasons = [
    ...gate.reasons,
    champion !== null && tested.against === null
      ? `Not compared with the champion ${champion.name}: it ${otherQuestion ? 'was asked of other people, or by other rows' : otherLookback ? `looks back ${champion.windows.lookbackDays} days, this one ${lookbackDays}` : comparable ? 'has seen all users that this one was tested on' : 'needs features that are now computed differently or not at all'}.`
      : null,
    champion?.inputs === undefined ? null : collapseNote(champion.name, champion.inputs, inputs),
    fewPositivesNote(counts.test.positives, counts.test.rows, metrics.intervals),
    simpleRuleNote(metrics.roc_auc, simpleRule.roc_auc, metrics.intervals.roc_auc),
    ...laterNotes,
    ...trained.columnNotes,
    ...served.notes,
    where === 'warehouse' ? `Trained in the warehouse: ${why}` : null,
    ...rows.notes,
    decision.selected === 0 ? nobodySelectedNote(settings.decision, decision.threshold) : null,
    adaptedNote(windows, snapshot),
    fitted.converged && served.converged ? null : 'The fit did not converge; its numbers are not final.',
    refitted === null && training.refit !== false
      ? 'Not fitted again on the newest weeks: the calibration that was tested cannot be fitted to them. The tested fit serves.'
      : null,
  ].filter((reason) => reason !== null);

  const oldest = plan.all.reduce((a, b) => (a < b ? a : b));
  const allowedMissingDays = calendar.allowedMissing(addDays(oldest, -lookbackDays), addDays(snapshot, horizonDays));
  const given = preprocessor.file && { preprocessor: preprocessor.file };
  const { artifact, fileName, text, sha256 } = serialiseArtifact({
    kind: 'propensity-model',
    schemaVersion: ARTIFACT_SCHEMA_VERSION,
    target: { event: settings.targetEvent },
    ...recordedQuestion(settings.question),
    windows: {
      snapshot,
      lookbackDays,
      horizonDays,
      timeZone: settings.timeZone,
      ...recordedIntraday(settings),
      trainingSnapshots,
    },
    features,
    ...(propertyEvents && { propertyEvents }),
    preprocessing: served.preprocessing,
    model: served.model,
    calibration: served.calibration,
    selection: fitted.selection,
    explanations: served.explanations,
    metrics,
    ...(refitted && { tested: testedFit(fitted, plan, counts) }),
    inputs,
    distributions,
    provenance: {
      runId,
      configHash: settings.configHash,
      featureHash,
      codeVersion: settings.codeVersion,
      seed: training.seed,
      sampleShare: training.sampleShare,
      testShare: training.testShare,
      allowedMissingDays,
      counts: counts.all,
      train: counts.train,
      test: counts.test,
      ...given,
      ...(where === 'warehouse' && { where }),
    },
  });
  const result: TrainResult = {
    job: 'modelTraining',
    run_id: runId,
    snapshot,
    model: artifact.name,
    status: gate.status,
    reasons,
    metrics,
    simple_rule: simpleRule,
    counts: counts.all,
    train: counts.train,
    test: counts.test,
    ...(refitted && { refit: { snapshots: trainingSnapshots, counts: counts.all } }),
    predicted_positives: tested.predictedPositives,
    where,
    selection: reportedSelection(fitted.selection),
    decision,
    artifact: { name: fileName, sha256 },
    windows,
    ...recordedQuestion(settings.question),
    ...recordedIntraday(settings),
    ...given,
  };
  progress.step('Saving the model');
  await ports.artifacts.write(fileName, text);
  await ports.registry.put({
    runId,
    trainingDate: snapshot,
    trainedAt: new Date(ports.clock()).toISOString(),
    model: artifact.name,
    fileNameInBucket: fileName,
    sha256,
    ...given,
    status: gate.status,
    targetEvent: settings.targetEvent,
    lookbackDays,
    horizonDays,
    configHash: settings.configHash,
    featureHash,
    codeVersion: settings.codeVersion,
    allowedMissingDays,
    result,
  });
  return result;
}

interface TrainedOn {
  readonly ports: Ports;
  readonly settings: JobSettings;
  readonly snapshots: FeatureSnapshots;
  readonly plan: TrainingPlan;
  readonly summaries: readonly SnapshotSummary[];
  /** The model's features. */
  readonly names: readonly string[];
  readonly against: ModelArtifact | null;
}

/** What a training does with its rows, wherever they are: fit, test, fit again, and describe what the last fit was made of. */
async function trainedOn(
  rows: RowsOfTraining,
  { ports, settings, snapshots, plan, summaries, names, against }: TrainedOn,
) {
  const { training, lookbackDays } = settings;
  const { counts } = rows;
  await assertEnoughPositives(ports, settings, plan.test, counts);
  const aucs = snapshots.ownTable === undefined ? [] : await rows.singleFeatureAucs();
  const columnNotes = assertNotTold(snapshots.ownTable, aucs);
  // Everyone is scored, whatever share was read.
  const population = Math.round(rows.ofTestSnapshot / training.sampleShare);
  const fitted = await rows.fit(population);
  ports.progress.step('Testing on users the fit has not seen');
  const tested = await rows.test(fitted, against, population);
  const refitted = training.refit === false ? null : await rows.refit(fitted);
  const served = refitted ?? fitted;
  const trainingSnapshots = refitted === null ? plan.train : plan.all;
  // Of those that were fitted, the newest is most like what will be scored.
  const fittedLast = summaries.find((summary) => summary.snapshot === trainingSnapshots[0])!;
  const profiled = await profileInputs(
    ports,
    snapshots,
    fittedLast,
    served,
    recentDaysOf(lookbackDays),
    training.minCellUsers,
  );
  const isOfModel = new Set(names);
  const inputs = { ...profiled, features: profiled.features.filter(({ name }) => isOfModel.has(name)) };
  const distributions = await rows.distributions(served, { ...fittedLast, names });
  return { counts, columnNotes, fitted, tested, refitted, served, trainingSnapshots, inputs, distributions };
}

/** The rows, in memory or where they are. */
async function openRows(
  where: 'memory' | 'warehouse',
  ports: Ports,
  parts: TrainingParts,
  champion: ModelArtifact | null,
): Promise<RowsOfTraining> {
  if (where === 'warehouse') {
    ports.progress.step('Gathering the training rows in the warehouse');
    return RowsInWarehouse.open(ports.training!, parts, champion);
  }
  ports.progress.step('Reading the training rows');
  return new RowsInMemory(parts, await parts.snapshots.readLabelled(parts.plan.all));
}

/**
 * The newest accepted model of this snapshot or an earlier one, of the same question if there is one: what the new model has to measure
 * up to.
 */
async function championBefore(
  { ports, settings }: Pick<JobWindows, 'ports' | 'settings'>,
  records: readonly StandingModel[],
  snapshot: CalendarDay,
  runId: string,
): Promise<ModelArtifact | null> {
  const accepted = records.filter(
    (candidate) => candidate.status === 'champion' && candidate.trainingDate <= snapshot && candidate.runId !== runId,
  );
  const record = accepted.find(({ result }) => isSameQuestion(result, settings)) ?? accepted[0];
  if (record === undefined) return null;
  const fileName = record.fileNameInBucket;
  return parseArtifact(await ports.artifacts.read(fileName), { sha256: record.sha256, fileName });
}

function testedFit(
  { preprocessing, model, calibration }: FittedModel,
  plan: TrainingPlan,
  { train, test }: Pick<TestedFit, 'train' | 'test'>,
): TestedFit {
  return { trainingSnapshots: plan.train, testSnapshot: plan.test, train, test, preprocessing, model, calibration };
}
