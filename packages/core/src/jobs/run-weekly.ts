import type { JobSettings } from '../config/settings.js';
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
  readonly evaluate: EvaluateResult;
  readonly predict: PredictResult;
}

/** The jobs that a week is made of. */
export interface WeeklyJobs {
  readonly modelTraining: typeof modelTraining;
  readonly modelEvaluation: typeof modelEvaluation;
  readonly predictions: typeof predictions;
}

/**
 * Everything that a week needs: trains first when no model may score the snapshot or the month has turned, then
 * evaluates, then predicts. `jobs` may stand in for core's, to log or tell what they do.
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
  const due = isTrainingDue(await recordsOf(ports, settings), trainingSnapshot, snapshot, settings);
  const { triggerDate } = options;
  const train = due
    ? await jobs.modelTraining(ports, settings, { snapshot: trainingSnapshot, triggerDate, force: options.force })
    : null;
  const evaluate = await jobs.modelEvaluation(ports, settings, { triggerDate });
  const predict = await jobs.predictions(ports, settings, { snapshot, triggerDate, force: options.force });
  return { job: 'run', train, evaluate, predict };
}

/** The newest S whose labels are final and over by the day that is scored. */
function newestTrainable(calendar: ExportCalendar, snapshot: CalendarDay, settings: JobSettings): CalendarDay {
  const honest = addDays(snapshot, -settings.horizonDays);
  const latest = calendar.latestTrainingSnapshot();
  return latest < honest ? latest : honest;
}

/**
 * Due when no accepted model may score the snapshot, or when the last training, whatever came of it, was made from
 * days of an earlier month than a training today would be.
 */
function isTrainingDue(
  records: readonly ModelRecord[],
  trainingSnapshot: CalendarDay,
  snapshot: CalendarDay,
  settings: JobSettings,
): boolean {
  const usable = records.some(
    (record) => record.status === 'champion' && addDays(record.trainingDate, settings.horizonDays) <= snapshot,
  );
  const monthOf = (day: CalendarDay) => day.slice(0, 7);
  const last = records
    .map((record) => record.trainingDate)
    .filter((day) => day <= trainingSnapshot)
    .sort()
    .at(-1);
  return !usable || last === undefined || monthOf(last) < monthOf(trainingSnapshot);
}
