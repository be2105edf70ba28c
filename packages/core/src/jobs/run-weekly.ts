import type { JobSettings } from '../config/settings.js';
import { type ErrorKind, PropensityError } from '../errors/propensity-error.js';
import type { ModelRecord } from '../ports/model-registry.js';
import type { Ports } from '../ports/ports.js';
import type { EvaluateResult, PredictResult, TrainResult } from '../results/results.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import type { ExportCalendar } from '../windows/export-calendar.js';
import { openCalendar, recordsOf, type SnapshotOptions } from './job-context.js';
import { modelEvaluation } from './model-evaluation.js';
import { modelTraining } from './model-training.js';
import { predictions } from './predictions.js';

export interface RunResult {
  readonly job: 'run';
  /** Null when the model at hand is of this month. */
  readonly train: TrainResult | null;
  /** Null when the evaluation failed: `error` says why. */
  readonly evaluate: EvaluateResult | null;
  readonly predict: PredictResult;
  /** The first job that failed without stopping the week's scores; left out where none did. */
  readonly error?: FailedJob;
}

/** A job that failed while the run went on. */
export interface FailedJob {
  readonly job: 'modelTraining' | 'modelEvaluation';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The jobs that a week is made of. */
export interface WeeklyJobs {
  readonly modelTraining: typeof modelTraining;
  readonly modelEvaluation: typeof modelEvaluation;
  readonly predictions: typeof predictions;
}

/**
 * Everything that a week needs: trains first when no model may score the snapshot or the month has turned, then
 * evaluates, then predicts. An evaluation that fails, of whatever kind, stops no scores: it is warned of and stands in the
 * result as `error`; so does a training, where an earlier model may score. `jobs` may stand in for core's, to log or tell
 * what they do.
 * @throws PropensityError what predictions throws; what training throws where no model may score
 */
export async function runWeekly(
  ports: Ports,
  settings: JobSettings,
  options: SnapshotOptions & { readonly force?: boolean | undefined } = {},
  jobs: WeeklyJobs = { modelTraining, modelEvaluation, predictions },
): Promise<RunResult> {
  const calendar = await openCalendar(ports, settings, options);
  const snapshot = options.snapshot === undefined ? calendar.latestPredictionSnapshot() : parseDay(options.snapshot);
  calendar.assertScorable(snapshot);
  const trainingSnapshot = newestTrainable(calendar, snapshot, settings);
  const records = await recordsOf(ports, settings);
  const usable = records.some((record) => mayScore(record, snapshot, settings));
  const { triggerDate, force } = options;
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
  const predict = await jobs.predictions(ports, settings, { snapshot, triggerDate, force });
  const [error] = failed;
  return { job: 'run', train, evaluate, predict, ...(error && { error }) };
}

function failedJob(job: FailedJob['job'], error: unknown): FailedJob {
  if (PropensityError.is(error)) {
    const { kind, code, message, hint } = error;
    return { job, kind, code, message, hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { job, kind: 'failed', code: 'internal_error', message, hint: 'This is a fault of Propensity; report it.' };
}

/** The newest S whose labels are final and over by the day that is scored. */
function newestTrainable(calendar: ExportCalendar, snapshot: CalendarDay, settings: JobSettings): CalendarDay {
  const honest = addDays(snapshot, -settings.horizonDays);
  const latest = calendar.latestTrainingSnapshot();
  return latest < honest ? latest : honest;
}

/** True for an accepted model whose labels were over by the day that is scored. */
function mayScore(record: ModelRecord, snapshot: CalendarDay, settings: JobSettings): boolean {
  return record.status === 'champion' && addDays(record.trainingDate, settings.horizonDays) <= snapshot;
}

/**
 * Due when no accepted model may score the snapshot, or when the last training, whatever came of it, was made from
 * days of an earlier month than a training today would be.
 */
function isTrainingDue(records: readonly ModelRecord[], trainingSnapshot: CalendarDay, usable: boolean): boolean {
  const monthOf = (day: CalendarDay) => day.slice(0, 7);
  const last = records
    .map((record) => record.trainingDate)
    .filter((day) => day <= trainingSnapshot)
    .sort()
    .at(-1);
  return !usable || last === undefined || monthOf(last) < monthOf(trainingSnapshot);
}
