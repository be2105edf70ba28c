import { serialisePreprocessor } from '../artifact/preprocessor-file.js';
import type { JobSettings } from '../config/settings.js';
import type { Ports } from '../ports/ports.js';
import { designColumnNames } from '../preprocessing/fitted-transformers.js';
import { Preprocessor } from '../preprocessing/preprocessor.js';
import { recordedQuestion } from '../question/question.js';
import type { StoredFile } from '../results/results.js';
import { gather } from '../table/table.js';
import { addDays, parseDay } from '../windows/calendar-day.js';
import { openCalendar, type SnapshotOptions } from './job-context.js';
import { trainingWindows } from './job-windows.js';
import { assertNothingLater } from './leaking-columns.js';
import { materialiseSnapshots } from './materialise-snapshots.js';
import { trainingFeatures } from './property-events.js';
import { featureHashOf, runIdOf } from './run-id.js';
import { recordedIntraday } from './same-days.js';
import { splitRows } from './split-rows.js';

export interface BuildPreprocessorResult {
  readonly job: 'preprocessorBuild';
  readonly snapshot: string;
  readonly preprocessor: StoredFile;
  /** The snapshots whose rows were fitted. */
  readonly fitted_snapshots: readonly string[];
  /** What was fitted: rows, and distinct users. */
  readonly counts: { readonly rows: number; readonly users: number };
  readonly features: number;
  /** Columns that the model will see. */
  readonly columns: number;
}

/**
 * Fits the preprocessing of a training at S in advance, on the rows that this training would fit: its older snapshots,
 * without the users that only test. Labels are not used. The file is stored beside the models, for
 * `training.preprocessor` to name; repeating the same build is a no-op.
 * @throws PropensityError `labels_not_final`, `missing_days`, `empty_table`, `leaking_column`, …; nothing is stored then.
 */
export async function buildPreprocessor(
  stack: Ports,
  configured: JobSettings,
  options: SnapshotOptions = {},
): Promise<BuildPreprocessorResult> {
  const opened = await openCalendar(stack, configured, options);
  const snapshot = options.snapshot === undefined ? opened.latestTrainingSnapshot() : parseDay(options.snapshot);
  const given = { ports: stack, settings: configured, calendar: opened };
  const { ports, settings, calendar } = await trainingWindows(given, snapshot);
  const { progress } = ports;
  const { lookbackDays, timeZone, training, codeVersion } = settings;
  const { testShare, sampleShare, minLevelCount } = training;
  const plan = calendar.trainingPlan(snapshot, training);
  calendar.assertTrainable(plan.train);
  const decisive = { config: settings.configHash, features: featureHashOf(ports.snapshots.features) };
  ports.begin?.({ job: 'preprocessorBuild', runId: runIdOf('preprocessorBuild', snapshot, decisive), snapshot });

  const { features, snapshots, propertyEvents } = await trainingFeatures(ports, settings, plan.train);
  await assertNothingLater(snapshots.ownTable, plan.train);
  await materialiseSnapshots({ snapshots, progress }, plan.train);
  progress.step('Reading the training rows');
  const { labels: _unseen, ...rows } = await snapshots.readLabelled(plan.train);
  const { trainRows } = splitRows(rows, plan, testShare);

  progress.step('Fitting the preprocessing');
  const { transformers } = new Preprocessor(features, { minLevelCount }).fit(rows.features.take(trainRows));
  const counts = { rows: trainRows.length, users: new Set(gather(rows.userBucket, trainRows)).size };
  const { fileName, text, sha256 } = serialisePreprocessor({
    kind: 'propensity-preprocessor',
    schemaVersion: 1,
    windows: { snapshot, fittedSnapshots: plan.train, lookbackDays, timeZone, ...recordedIntraday(settings) },
    ...recordedQuestion(settings.question),
    features,
    ...(propertyEvents && { propertyEvents }),
    transformers,
    provenance: {
      featureHash: featureHashOf(features),
      codeVersion,
      testShare,
      sampleShare,
      minLevelCount,
      allowedMissingDays: calendar.allowedMissing(addDays(plan.train.at(-1)!, -lookbackDays), plan.train[0]!),
      counts,
    },
  });
  progress.step('Storing the preprocessing');
  await ports.artifacts.write(fileName, text);
  return {
    job: 'preprocessorBuild',
    snapshot,
    preprocessor: { name: fileName, sha256 },
    fitted_snapshots: plan.train,
    counts,
    features: features.length,
    columns: designColumnNames(transformers).length,
  };
}
