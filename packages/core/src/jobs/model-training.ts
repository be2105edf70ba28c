import { ARTIFACT_SCHEMA_VERSION, type ModelArtifact, type TestedFit } from '../artifact/model-artifact.js';
import { parseArtifact, serialiseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { decisionThreshold } from '../decisions/decision-policy.js';
import { evaluateDecision } from '../decisions/evaluate-decision.js';
import { recentDaysOf } from '../drift/input-profile.js';
import { averagePrecisionScore } from '../metrics/average-precision-score.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import { rocAucScore } from '../metrics/roc-auc-score.js';
import { unusedSettings } from '../model-families/candidates-of.js';
import { scorerOf } from '../model-families/scorer-of.js';
import { reportedSelection } from '../model-selection/model-selection.js';
import type { LabelledRows } from '../ports/feature-snapshots.js';
import type { Ports, RunIdentity } from '../ports/ports.js';
import { recordedQuestion } from '../question/question.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { StandingModel } from '../registry/standing-models.js';
import { metricsJson } from '../results/metrics-json.js';
import type { Counts, TrainResult } from '../results/results.js';
import { gather } from '../table/table.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { compareWithChampion } from './compare-with-champion.js';
import { assertZone } from './export-checks.js';
import { type FittedModel, fitModelInTurns } from './fit-model.js';
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
import { refitModel } from './refit-model.js';
import { featureHashOf, runIdOf } from './run-id.js';
import { recordedIntraday } from './same-days.js';
import { isSameQuestion } from './same-question.js';
import { splitRows } from './split-rows.js';
import { trainedDistributions } from './trained-distributions.js';

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
  const featureHash = featureHashOf(features);

  const laterNotes = await assertNothingLater(snapshots.ownTable, plan.all);
  const summaries = await materialiseSnapshots({ snapshots, progress }, plan.all);
  progress.step('Reading the training rows');
  const rows = await snapshots.readLabelled(plan.all);
  const { trainRows, testRows } = splitRows(rows, plan, training.testShare);
  const counts = { all: countsOf(rows), train: countsOf(rows, trainRows), test: countsOf(rows, testRows) };
  await assertEnoughPositives(ports, settings, snapshot, counts);
  const columnNotes = [...laterNotes, ...assertNotTold(snapshots.ownTable, rows)];

  const unused = unusedSettings(training);
  if (unused.length > 0) progress.warn(`${unused.join(' and ')} is not used by the estimator "${training.estimator}".`);
  const read = rows.snapshotIndex.reduce((n, index) => n + (rows.snapshots[index] === plan.test ? 1 : 0), 0);
  // Everyone is scored, whatever share was read.
  const population = Math.round(read / training.sampleShare);
  const fitted = await fitModelInTurns(
    {
      features: rows.features.take(trainRows),
      labels: gather(rows.labels, trainRows),
      userBucket: gather(rows.userBucket, trainRows),
      snapshotIndex: Int32Array.from(trainRows, (row) => rows.snapshotIndex[row]!),
    },
    preprocessor.estimator,
    training,
    {
      thresholdOf: (labels, proba) => decisionThreshold(settings.decision, labels, proba, population),
      compute: ports.compute,
      progress,
    },
  );

  progress.step('Testing on users the fit has not seen');
  const testTable = rows.features.take(testRows);
  const testLabels = gather(rows.labels, testRows);
  const proba = scorerOf(fitted).predictProba(testTable);
  const evaluation = evaluateScores(testLabels, proba, { threshold: fitted.threshold, seed: training.seed });
  const metrics = metricsJson(evaluation);
  const decision = evaluateDecision(settings.decision, fitted.threshold, testLabels, proba, population);
  const eventCount = gather(rows.eventCount, testRows);
  const simpleRule = {
    roc_auc: rocAucScore(testLabels, eventCount),
    average_precision: averagePrecisionScore(testLabels, eventCount),
  };

  const otherQuestion = champion !== null && !isSameQuestion(champion, settings);
  const comparable = champion !== null && !otherLookback && !otherQuestion && areCurrent(snapshots, champion.features);
  const tested = { features: testTable, labels: testLabels, userBucket: gather(rows.userBucket, testRows) };
  const against = comparable ? compareWithChampion(champion, tested, proba) : null;
  const gate = promotionGate(metrics, against);

  const refitted =
    training.refit === false
      ? null
      : await refitModel(rows, fitted, preprocessor.estimator, training, { compute: ports.compute, progress });
  const served = refitted ?? fitted;
  const trainingSnapshots = refitted === null ? plan.train : plan.all;
  // Of those that were fitted, the newest is most like what will be scored.
  const fittedLast = summaries.find((summary) => summary.snapshot === trainingSnapshots[0])!;
  const profiled = await profileInputs(ports, snapshots, fittedLast, served, recentDaysOf(lookbackDays));
  const isOfModel = new Set(features.map(({ name }) => name));
  const inputs = { ...profiled, features: profiled.features.filter(({ name }) => isOfModel.has(name)) };
  const distributions = await trainedDistributions(snapshots, rows, served, {
    ...fittedLast,
    names: features.map(({ name }) => name),
  });
  const reasons = [
    ...gate.reasons,
    champion !== null && against === null
      ? `Not compared with the champion ${champion.name}: it ${otherQuestion ? 'was asked of other people, or by other rows' : otherLookback ? `looks back ${champion.windows.lookbackDays} days, this one ${lookbackDays}` : comparable ? 'has seen all users that this one was tested on' : 'needs features that are now computed differently or not at all'}.`
      : null,
    champion?.inputs === undefined ? null : collapseNote(champion.name, champion.inputs, inputs),
    fewPositivesNote(counts.test.positives, counts.test.rows, metrics.intervals),
    simpleRuleNote(metrics.roc_auc, simpleRule.roc_auc, metrics.intervals.roc_auc),
    ...columnNotes,
    ...served.notes,
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
    predicted_positives: proba.reduce((sum, p) => sum + p, 0),
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

/** Rows, distinct users and positives of the rows with those indices (all without). */
function countsOf(rows: LabelledRows, indices?: Int32Array): Counts {
  const buckets = indices === undefined ? rows.userBucket : gather(rows.userBucket, indices);
  const labels = indices === undefined ? rows.labels : gather(rows.labels, indices);
  return {
    rows: labels.length,
    users: new Set(buckets).size,
    positives: labels.reduce((sum, y) => sum + y, 0),
  };
}
