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
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly code_version: string;
}

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
export function noticeOf(ending: Ending, { job, run, settings, now }: NoticeContext): Notice {
  const failure = 'error' in ending ? errorBody(ending.error) : null;
  return {
    job,
    outcome: outcomeOf(ending),
    run_id: run?.runId ?? null,
    snapshot: run?.snapshot ?? null,
    target: { event: settings.targetEvent, horizon_days: settings.horizonDays },
    ...('result' in ending ? summarise(ending.result) : noFindings),
    error: failure,
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
