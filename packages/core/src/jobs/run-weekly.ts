import { parseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { type ErrorKind, PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import { modelForSnapshot } from '../registry/choose-model.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { EvaluateResult, PredictResult, TrainResult } from '../results/results.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import { openCalendar, type SnapshotOptions } from './job-context.js';
import { type JobWindows, windowsOfModel } from './job-windows.js';
import { modelEvaluation } from './model-evaluation.js';
import { forgottenFeatures } from './model-features.js';
import { modelTraining } from './model-training.js';
import { predictions } from './predictions.js';
import { askedRecords, isSameQuestion } from './same-question.js';

export interface RunResult {
  readonly job: 'run';
  /** Null when the current model is of this month and its features can still be computed as they were. */
  readonly train: TrainResult | null;
  /** Null when the evaluation failed; `error` says why. */
  readonly evaluate: EvaluateResult | null;
  readonly predict: PredictResult;
  /** The first job that failed without stopping the week's scores; left out where none did. */
  readonly error?: FailedJob;
}

export interface RunOptions extends SnapshotOptions {
  /** Does again what has been done. */
  readonly force?: boolean | undefined;
  /** As predictions takes it. */
  readonly acceptDrift?: boolean | undefined;
}

/** A job that failed while the run went on. */
export interface FailedJob {
  readonly job: 'modelTraining' | 'modelEvaluation';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The jobs of a week. */
export interface WeeklyJobs {
  readonly modelTraining: typeof modelTraining;
  readonly modelEvaluation: typeof modelEvaluation;
  readonly predictions: typeof predictions;
}

/**
 * Everything that a week needs: trains first when no model may score the snapshot, when the month has turned, or when
 * the features of the current model can no longer be computed as they were; then evaluates, then predicts. An
 * evaluation that fails for any reason does not stop the scores: it is a warning and the result's `error`; so is a
 * failed training, where an earlier model may score. `jobs` may replace core's, to log or report what they do.
 * @throws PropensityError `model_not_accepted` where the only model has just been rejected; what predictions throws; what training throws where no model may score
 */
export async function runWeekly(
  ports: Ports,
  settings: JobSettings,
  options: RunOptions = {},
  jobs: WeeklyJobs = { modelTraining, modelEvaluation, predictions },
): Promise<RunResult> {
  const calendar = await openCalendar(ports, settings, options);
  const snapshot = options.snapshot === undefined ? calendar.latestPredictionSnapshot() : parseDay(options.snapshot);
  // Without windows of its own, a configuration says only by its model which days are needed.
  if (settings.adaptive?.lookbackDays !== true) calendar.assertScorable(snapshot);
  // Its labels are over by the day that is scored.
  const trainingSnapshot = calendar.latestTrainingSnapshot(addDays(snapshot, -settings.horizonDays));
  const records = askedRecords(await modelsOfTarget(ports, settings), settings);
  const usable = await isUsable({ ports, settings, calendar }, modelForSnapshot(records, snapshot));
  const { triggerDate, force, acceptDrift } = options;
  const failed: FailedJob[] = [];
  const surviving = async <T>(job: FailedJob['job'], run: () => Promise<T>): Promise<T | null> => {
    try {
      return await run();
    } catch (error) {
      if (job === 'modelTraining' && !usable) throw error;
      failed.push(failedJob(job, error));
      ports.progress.warn(`${job} failed; the week is scored nevertheless. ${failed.at(-1)!.message}`);
      return null;
    }
  };
  const train = isTrainingDue(records, trainingSnapshot, usable)
    ? await surviving('modelTraining', () =>
        jobs.modelTraining(ports, settings, { snapshot: trainingSnapshot, triggerDate, force }),
      )
    : null;
  const evaluate = await surviving('modelEvaluation', () => jobs.modelEvaluation(ports, settings, { triggerDate }));
  const predict = await jobs
    .predictions(ports, settings, { snapshot, triggerDate, force, acceptDrift })
    .catch((error: unknown) => {
      throw PropensityError.is(error) && error.code === 'no_model' && train?.status === 'rejected'
        ? notAccepted(train)
        : error;
    });
  const [error] = failed;
  return { job: 'run', train, evaluate, predict, ...(error && { error }) };
}

/** Why a first run ends without scores. */
function notAccepted({ model, reasons }: TrainResult): PropensityError {
  return new PropensityError(
    'model_not_accepted',
    `The model ${model} was trained and not accepted, and there is no other to score with: ${reasons.join(' ')}`,
    {
      kind: 'refused',
      hint: 'Predict an event that more users take, or train again with more days. "propensity models" has its metrics; "propensity doctor" counts the positives.',
      details: { model, reasons },
    },
  );
}

function failedJob(job: FailedJob['job'], error: unknown): FailedJob {
  if (PropensityError.is(error)) {
    const { kind, code, message, hint } = error;
    return { job, kind, code, message, hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { job, kind: 'failed', code: 'internal_error', message, hint: 'This is a fault of Propensity; report it.' };
}

/**
 * Due when no accepted model can score the snapshot, or when the last training, whatever its outcome, used days of an
 * earlier month than a training today would.
 */
function isTrainingDue(records: readonly StandingModel[], trainingSnapshot: CalendarDay, usable: boolean): boolean {
  const monthOf = (day: CalendarDay) => day.slice(0, 7);
  // A recalibration is of a later week than the training, and no training.
  const last = records
    .filter(({ result }) => result.recalibration === undefined)
    .map((record) => record.trainingDate)
    .filter((day) => day <= trainingSnapshot)
    .sort()
    .at(-1);
  return !usable || last === undefined || monthOf(last) < monthOf(trainingSnapshot);
}

/** False where there is no model, and, with a warning, where it needs features that are no longer known. */
async function isUsable(given: JobWindows, champion: StandingModel | undefined): Promise<boolean> {
  if (champion === undefined) return false;
  const { fileNameInBucket: fileName, sha256, model } = champion;
  if (!isSameQuestion(champion.result, given.settings)) {
    given.ports.progress.warn(
      `The model ${model} was asked of other people, or by other rows, than the configuration says: a new one is trained first.`,
    );
    return false;
  }
  const { ports } = windowsOfModel(given, champion.lookbackDays);
  try {
    const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
    const names = forgottenFeatures(ports.snapshots, artifact.features);
    if (names.length === 0) return true;
    ports.progress.warn(
      `The model ${model} was fitted on features that are now computed differently or not at all (${names.join(', ')}): a new one is trained first.`,
    );
    return false;
  } catch (error) {
    // A file that cannot be read is left for predictions to refuse: training again would hide the fault.
    if (PropensityError.is(error)) return true;
    throw error;
  }
}
