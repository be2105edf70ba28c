import type { AlertKind, AlertMessage, AlertRecord, Finding } from '../alerts/alert.js';
import { findingOfError, findingsOfEvaluation, findingsOfPredictions, findingsOfRuns } from '../alerts/findings.js';
import { nextAlerts, toldAlerts } from '../alerts/next-alerts.js';
import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import type { EvaluateResult, PredictResult, TrainResult } from '../results/results.js';
import { type CalendarDay, dayAt } from '../windows/calendar-day.js';

/** How a job ended, for what is to be said of it. */
export interface EndedJob {
  readonly job: 'modelTraining' | 'predictions' | 'modelEvaluation';
  readonly result?: TrainResult | PredictResult | EvaluateResult;
  readonly error?: unknown;
  /** True where it was asked for one snapshot: an evaluation then knows of no other week. */
  readonly ofOneWeek?: boolean;
}

/** What to say after a job, and how to remember it. */
export interface JobAlerts {
  readonly messages: readonly AlertMessage[];
  /** Remembers what was found. @param told whether somebody was told the messages */
  keep(told: boolean): Promise<void>;
}

/**
 * What somebody should be told after a job has ended, that they have not been told before. A job that fails for another reason than
 * its data says nothing of them.
 */
export async function jobAlerts(
  ports: Pick<Ports, 'alerts' | 'clock'>,
  settings: JobSettings,
  ended: EndedJob,
): Promise<JobAlerts> {
  const target = settings.targetEvent;
  const now = ports.clock();
  const { findings, looked } = found(ended, dayAt(now, settings.timeZone), settings);
  // Where the tables cannot be reached, the job's own error says so.
  if (looked.length === 0) return { messages: [], keep: async () => {} };
  const known = await ports.alerts.list(target);
  // Of data, a job judges what it refuses itself.
  const judged = known.filter((record) => record.kind !== 'data' || isOf(record, ended.job));
  const at = new Date(now).toISOString();
  const next = nextAlerts(judged, findings, looked, at);
  return {
    messages: next.messages,
    async keep(told) {
      const records = told ? toldAlerts(judged, next, at) : next.records;
      if (records.length > 0) await ports.alerts.put(target, records);
    },
  };
}

function found(
  { job, result, error, ofOneWeek = false }: EndedJob,
  today: CalendarDay,
  { horizonDays }: Pick<JobSettings, 'horizonDays'>,
): { findings: Finding[]; looked: AlertKind[] } {
  if (result === undefined) {
    const finding = PropensityError.is(error) ? findingOfError(job, error) : null;
    // An error of another kind says nothing of data.
    return finding === null ? { findings: [], looked: [] } : { findings: [finding], looked: ['data'] };
  }
  switch (result.job) {
    case 'predictions':
      return { findings: findingsOfPredictions(result), looked: ['drift', 'data'] };
    case 'modelEvaluation':
      if (ofOneWeek) return { findings: [], looked: ['data'] };
      return {
        findings: [...findingsOfEvaluation(result), ...findingsOfRuns(weeksOf(result), today, horizonDays)],
        looked: ['decay', 'data', 'stale', 'missing_runs'],
      };
    case 'modelTraining':
      return { findings: [], looked: ['data'] };
  }
}

/** The weeks that were scored, as an evaluation of all of them names them; oldest first. */
function weeksOf({ evaluated, pending }: EvaluateResult): CalendarDay[] {
  return [...new Set([...evaluated, ...pending].map(({ predicted_week }) => predicted_week))].sort();
}

function isOf({ subject }: AlertRecord, job: EndedJob['job']): boolean {
  return subject.startsWith(`${job} `) || (job === 'predictions' && subject === 'collapsed_inputs');
}

/** The alerts of a target that are not over, by kind, then subject. */
export async function openAlerts(
  ports: Pick<Ports, 'alerts'>,
  { targetEvent }: Pick<JobSettings, 'targetEvent'>,
): Promise<readonly AlertRecord[]> {
  return (await ports.alerts.list(targetEvent)).filter(({ overAt }) => overAt === null);
}
