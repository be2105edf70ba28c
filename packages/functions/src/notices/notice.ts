import type { AlertMessage } from '@propensity/core/alerts';
import type { JobOutcome, JobSettings } from '@propensity/core/config';
import type { RunIdentity } from '@propensity/core/ports';
import { type ErrorBody, errorBody } from '../http/answer.js';
import { type Findings, type JobResult, noFindings, summarise } from './summarise-result.js';

/** The jobs that notices report. */
export type JobName = JobResult['job'];

/** A job's result in short: for a mail, a webhook and the log. */
export interface Notice extends Findings {
  readonly job: JobName;
  readonly outcome: JobOutcome;
  /** Null when the job ended before it knew its run. */
  readonly run_id: string | null;
  readonly snapshot: string | null;
  readonly target: { readonly event: string; readonly horizon_days: number };
  readonly error: ErrorBody | null;
  /** What nobody has been told of before: drift, decay, stale scores, missing runs, data that was refused; and what is over. */
  readonly alerts: readonly NoticedAlert[];
  /** Address of the report that was written after the job; null where none was. */
  readonly report: string | null;
  /** True of one that is sent to try a channel, and reports nothing; left out of others. */
  readonly test?: true;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly code_version: string;
}

/** An alert, and the page that says what to do. */
export interface NoticedAlert extends AlertMessage {
  readonly guide: string;
}

const GUIDE = 'docs/guides/drift-and-alerts.md';

/** How a job ended. */
export type Ending = { readonly result: JobResult } | { readonly error: unknown };

export interface NoticeContext {
  readonly job: JobName;
  /** What the job said of itself before it ended. */
  readonly run: RunIdentity | null;
  readonly settings: Pick<JobSettings, 'targetEvent' | 'horizonDays' | 'codeVersion'>;
  /** Milliseconds since the epoch, UTC. */
  readonly now: number;
}

/** The notice of a job that has ended, well or badly. Of an error it says what a caller may know. */
export function noticeOf(
  ending: Ending,
  { job, run, settings, now }: NoticeContext,
  alerts: readonly AlertMessage[] = [],
  report: string | null = null,
): Notice {
  const failure = 'error' in ending ? errorBody(ending.error) : null;
  return {
    job,
    outcome: outcomeOf(ending),
    run_id: run?.runId ?? null,
    snapshot: run?.snapshot ?? null,
    target: { event: settings.targetEvent, horizon_days: settings.horizonDays },
    ...('result' in ending ? summarise(ending.result) : noFindings),
    error: failure,
    alerts: alerts.map((alert) => ({ ...alert, guide: `${GUIDE}#${alert.kind.replace('_', '-')}` })),
    report,
    at: new Date(now).toISOString(),
    code_version: settings.codeVersion,
  };
}

/** A model that the gate did not accept is a refusal, though the job has done its work. */
function outcomeOf(ending: Ending): JobOutcome {
  if ('result' in ending) {
    const { result } = ending;
    return result.job === 'modelTraining' && result.status !== 'champion' ? 'refused' : 'success';
  }
  const kind = ending.error instanceof Error && 'kind' in ending.error ? ending.error.kind : 'failed';
  return kind === 'refused' ? 'refused' : 'failed';
}

/** A notice that tries a channel. @param now milliseconds since the epoch, UTC */
export function testNotice({ targetEvent, horizonDays, codeVersion }: NoticeContext['settings'], now: number): Notice {
  return {
    job: 'predictions',
    outcome: 'success',
    run_id: null,
    snapshot: null,
    target: { event: targetEvent, horizon_days: horizonDays },
    ...noFindings,
    reasons: ['Somebody has run "propensity notices test". Nothing has happened to models or scores.'],
    error: null,
    alerts: [],
    report: null,
    test: true,
    at: new Date(now).toISOString(),
    code_version: codeVersion,
  };
}
