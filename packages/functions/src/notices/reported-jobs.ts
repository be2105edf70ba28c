import type { AlertMessage } from '@propensity/core/alerts';
import type { JobSettings } from '@propensity/core/config';
import { type EndedJob, jobAlerts } from '@propensity/core/jobs';
import type { Ports, PublishedReport, RunIdentity } from '@propensity/core/ports';
import type { Jobs } from '../http/jobs.js';
import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import { labelRequest } from '../logging/request-context.js';
import { type Ending, type JobName, noticeOf } from './notice.js';
import type { NoticeReport, Notices } from './notices.js';
import { sendNotice } from './send-notice.js';
import type { JobResult } from './summarise-result.js';

export interface ReportOptions {
  readonly notices: Notices;
  readonly log: Log;
  /**
   * Writes the report after predictions that did something, for the notice to link to; null where nothing was written. An error of it is
   * logged, and no error of the job.
   */
  readonly publishReport?: PublishReport | undefined;
}

/** Draws the report of what there is, and writes it where people can read it. */
export type PublishReport = (ports: Ports, settings: JobSettings) => Promise<PublishedReport | null>;

/**
 * The same jobs, but each result is logged and reported by notices; whether they were delivered is in the result as
 * `notices` and, of a job that throws, in `noticesOf(error)`. A run that was only returned from before is not reported
 * again.
 */
export function reportedJobs(jobs: Jobs, options: ReportOptions): Jobs {
  return {
    getProba: jobs.getProba,
    modelTraining: reported('modelTraining', jobs.modelTraining, options),
    predictions: reported('predictions', jobs.predictions, options),
    modelEvaluation: reported('modelEvaluation', jobs.modelEvaluation, options),
  };
}

type Job<O, R> = (ports: Ports, settings: JobSettings, options?: O) => Promise<R>;

function reported<O, R extends JobResult>(
  job: JobName,
  run: Job<O, R>,
  { notices, log, publishReport }: ReportOptions,
): Job<O, R> {
  return async (ports, settings, options) => {
    const begun = ports.clock();
    const seen: { run: RunIdentity | null; repeated: boolean } = { run: null, repeated: false };
    labelRequest({ job });
    const watched: Ports = {
      ...ports,
      begin(identity) {
        seen.run = identity;
        labelRequest({ run_id: identity.runId, snapshot: identity.snapshot });
        ports.begin?.(identity);
      },
      repeat(identity) {
        seen.repeated = true;
        ports.repeat?.(identity);
      },
    };
    const report = async (ending: Ending, page: PublishedReport | null): Promise<NoticeReport[]> => {
      const now = ports.clock();
      const alerts = seen.repeated
        ? NO_ALERTS
        : await alertsAfter({ job, ...ending, ofOneWeek: isOfOneWeek(options) }, ports, settings, log);
      const notice = noticeOf(ending, { job, run: seen.run, settings, now }, alerts.messages, page?.url);
      const { outcome, status, model, counts, metrics, reasons } = notice;
      if ('result' in ending) {
        const fields = {
          durationMs: now - begun,
          repeated: seen.repeated,
          outcome,
          status,
          model,
          counts,
          metrics,
          reasons,
        };
        log('INFO', `${job} is done`, fields);
      }
      if (seen.repeated) return skipped(notices);
      const reports = await sendNotice(notice, notices, log);
      await alerts.keep(reports.some(({ ok }) => ok));
      return reports;
    };

    let result: R;
    try {
      result = await run(watched, settings, options);
    } catch (error) {
      rememberNotices(error, await report({ error }, null));
      throw error;
    }
    const isScored = job === 'predictions' && !seen.repeated;
    const page = isScored && publishReport ? await publishedReport(publishReport, ports, settings, log) : null;
    const reports = await report({ result }, page);
    if (reports.length === 0 && page === null) return result;
    return { ...result, ...(reports.length > 0 && { notices: reports }), ...(page !== null && { report: page }) };
  };
}

interface Alerts {
  readonly messages: readonly AlertMessage[];
  /** Remembers them. @param told whether anybody was told. Never rejects. */
  keep(told: boolean): Promise<void>;
}

const NO_ALERTS: Alerts = { messages: [], keep: async () => {} };

function isOfOneWeek(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'snapshot' in options && options.snapshot !== undefined;
}

/** What nobody has been told of; an error of looking for it is logged, and no error of the job. */
async function alertsAfter(ended: EndedJob, ports: Ports, settings: JobSettings, log: Log): Promise<Alerts> {
  const failed = (error: unknown) => log('ERROR', `Alerts after ${ended.job} could not be kept`, errorFields(error));
  try {
    const { messages, keep } = await jobAlerts(ports, settings, ended);
    return { messages, keep: (told) => keep(told).catch(failed) };
  } catch (error) {
    failed(error);
    return NO_ALERTS;
  }
}

async function publishedReport(
  publish: PublishReport,
  ports: Ports,
  settings: JobSettings,
  log: Log,
): Promise<PublishedReport | null> {
  try {
    return await publish(ports, settings);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log('ERROR', `The report could not be written: ${reason}`, errorFields(error));
    return null;
  }
}

function skipped({ channels }: Notices): NoticeReport[] {
  return channels.map(({ name }) => ({
    channel: name,
    ok: true,
    skipped: 'Nothing new: an earlier run left this result.',
  }));
}

const noticesOfErrors = new WeakMap<object, readonly NoticeReport[]>();

function rememberNotices(error: unknown, reports: readonly NoticeReport[]): void {
  if (typeof error === 'object' && error !== null && reports.length > 0) noticesOfErrors.set(error, reports);
}

/** What became of the notices of a job that threw `error`; empty when there were none. */
export function noticesOf(error: unknown): readonly NoticeReport[] {
  return (typeof error === 'object' && error !== null && noticesOfErrors.get(error)) || [];
}
