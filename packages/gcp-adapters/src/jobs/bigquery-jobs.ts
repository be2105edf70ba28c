import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PropensityError } from '@propensity/core';
import type { GcpConfig } from '@propensity/core/config';
import type { Progress, RunIdentity } from '@propensity/core/ports';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { faultError } from '../clients/google-error.js';
import { describeBytes, formatBytes } from '../inspection/bytes.js';
import { jobIdOf, jobLabels } from './job-id.js';
import { type JobResource, type RowsPage, rowObjects } from './job-resource.js';
import { queryOf } from './query-request.js';
import { queryResult } from './query-result.js';
import type { BytesUsed, SqlJobs, SqlResult } from './sql-jobs.js';
import type { ReadStatement, Statement, WriteStatement } from './statement.js';
import type { ReadsRows } from './statement-purpose.js';
import { namingTables } from './unreadable-tables.js';

/** The longest text that BigQuery takes. */
const MAX_STATEMENT_BYTES = 2 ** 20;
/** How often a job is started again that BigQuery gave up for a passing reason. */
const MAX_STARTS = 5;
/** Ids of spent jobs that are looked through for a free one. */
const MAX_ATTEMPTS = 500;
/** A job that runs this long after its own time-out, milliseconds, is taken for dead. */
const GRACE_MS = 10_000;
/** Somebody waits for a lookup. */
const LOOKUP_PATIENCE_MS = 15_000;
/** Rows that a lookup returns at most. */
const LOOKUP_ROWS = 1000;

export interface BigQueryJobsOptions {
  readonly api: BigQueryApi;
  readonly config: Pick<
    GcpConfig,
    'project' | 'location' | 'maximumBytesBilled' | 'doctorMaximumBytesBilled' | 'timeoutSeconds'
  >;
  readonly progress: Progress;
  /** Shortest and longest pause between two looks at a running job, milliseconds. */
  readonly pollMs?: readonly [number, number];
}

/**
 * Runs statements as BigQuery jobs whose effects can neither be lost nor doubled. Every job has an id of ours, labels, a location, a limit on
 * bytes and a time-out, and is costed by a dry run first.
 *
 * A write's id follows from run, step, statement and attempt. Where BigQuery knows the id already, that job is looked at: running, it is
 * waited for; failed, its id is spent; done since this run began, it is ours or our twin's, and its result is taken; done before that, its effect
 * may be gone, and the statement is run under the next number; so it is where the job is another account's and may not be looked at, for every
 * write here may run twice, at once too. A read's id is drawn anew for every call, so that no old result passes for a fresh one.
 */
export class BigQueryJobs implements SqlJobs {
  #run: RunIdentity | null = null;
  #used = { processed: 0, billed: 0 };
  /** For every write of this process, the number after the last one that it has seen end. */
  readonly #nextAttempt = new Map<string, number>();
  /** Writes of this process that have not ended: who asks for one of them meanwhile gets its result. */
  readonly #writing = new Map<string, Promise<SqlResult>>();

  constructor(readonly options: BigQueryJobsOptions) {}

  get used(): BytesUsed {
    return { ...this.#used };
  }

  begin(run: RunIdentity): void {
    this.#run = run;
    this.#used = { processed: 0, billed: 0 };
    this.options.api.watchClock();
  }

  write(statement: WriteStatement): Promise<SqlResult> {
    return namingTables(statement, () => this.#writeOnce(statement));
  }

  read(statement: ReadStatement): Promise<SqlResult> {
    return namingTables(statement, () => this.#read(statement));
  }

  async #writeOnce(statement: WriteStatement): Promise<SqlResult> {
    assertLength(statement);
    const runId = this.#run?.runId ?? 'none';
    const base = jobIdOf(runId, statement, 0);
    const running = this.#writing.get(base) ?? this.#write(statement, runId, base);
    this.#writing.set(base, running);
    try {
      return await running;
    } finally {
      this.#writing.delete(base);
    }
  }

  async #read(statement: ReadStatement): Promise<SqlResult> {
    assertLength(statement);
    const runId = this.#run?.runId ?? 'none';
    if (statement.metadataOnly !== true) await this.#dryRun(statement);
    const fresh = { ...statement, key: randomUUID() };
    return this.#result((await this.#start(statement, (n) => jobIdOf(runId, fresh, n), 0)).job);
  }

  async lookup<T>(statement: ReadStatement<ReadsRows>): Promise<T[]> {
    for (let start = 1; ; start++) {
      try {
        return await this.#lookUp<T>(statement);
      } catch (error) {
        // The answer was lost, and the server does not give it again: what only looks may be asked anew.
        const isKnown = PropensityError.is(error) && error.details.status === 409;
        if (!isKnown || start === MAX_STARTS) throw error;
      }
    }
  }

  async #lookUp<T>(statement: Statement): Promise<T[]> {
    const { api, config } = this.options;
    const body = {
      ...queryOf(statement, config.maximumBytesBilled),
      location: config.location,
      labels: jobLabels(this.#run, statement.step),
      requestId: randomUUID(),
      jobCreationMode: 'JOB_CREATION_OPTIONAL',
      jobTimeoutMs: String(this.#timeoutMs),
      timeoutMs: 20_000,
      maxResults: LOOKUP_ROWS,
      formatOptions: { useInt64Timestamp: true },
    };
    const request = {
      method: 'POST',
      project: config.project,
      path: '/queries',
      body,
      patienceMs: LOOKUP_PATIENCE_MS,
    } as const;
    const answer = await api.call<RowsPage>(request);
    if (answer.jobComplete === false) return this.#result(await this.#wait(answer)).rows<T>();
    this.#used.processed += Number(answer.totalBytesProcessed ?? 0);
    this.#used.billed += Number(answer.totalBytesBilled ?? 0);
    return rowObjects<T>(answer.schema?.fields ?? [], answer.rows ?? []);
  }

  async #write(statement: Statement, runId: string, base: string): Promise<SqlResult> {
    const seen = () => this.#nextAttempt.get(base) ?? 0;
    const first = seen();
    await this.#dryRun(statement);
    const { job, attempt } = await this.#start(statement, (n) => jobIdOf(runId, statement, n), first);
    this.#nextAttempt.set(base, Math.max(attempt + 1, seen()));
    return this.#result(job);
  }

  /** Costs a statement and refuses it above the limit. @throws PropensityError `too_many_bytes` (kind `refused`) */
  async #dryRun(statement: Statement): Promise<void> {
    const { key, bytes: limit } = this.#limit;
    const bytes = await dryRunBytes(this.options, statement);
    const why = statement.note === undefined ? '' : `; ${statement.note}`;
    this.options.progress.note?.(`${statement.step}: ${describeBytes(bytes)}${why}`);
    if (bytes <= limit) return;
    throw new PropensityError(
      'too_many_bytes',
      `The statement "${statement.step}" would read ${describeBytes(bytes)}; the limit is ${formatBytes(limit)}.`,
      {
        kind: 'refused',
        hint: `Set gcp.${key} to ${bytes} or more to allow it, or lower lookbackDays or training.snapshots.`,
        details: { bytes, [key]: limit },
      },
    );
  }

  /** The statement's job, ended well, and its number. */
  async #start(statement: Statement, idOf: (attempt: number) => string, first: number) {
    let starts = 0;
    for (let attempt = first; attempt < first + MAX_ATTEMPTS; attempt++) {
      const { job: begun, known } = await this.#insert(statement, idOf(attempt));
      if (begun === null) continue;
      const job = known ? await this.#waitForKnown(begun) : await this.#wait(begun);
      const failure = job?.status?.errorResult;
      if (job !== null && failure === undefined && (!known || this.#isOfThisRun(job))) return { job, attempt };
      if (known) continue;
      const fault = { status: undefined, reason: failure?.reason ?? '', message: failure?.message ?? '' };
      if (!isPassing(fault) || ++starts === MAX_STARTS) throw faultError(fault);
      await sleep(Math.random() * 250 * 2 ** starts);
    }
    throw new PropensityError('too_many_attempts', `The statement "${statement.step}" was tried too often.`, {
      hint: 'See in the BigQuery console why its jobs fail.',
    });
  }

  /** Starts a job, or, where the id is known, fetches that job; null where it is another account's, which may not be looked at. */
  async #insert(
    statement: Statement,
    jobId: string,
  ): Promise<{ readonly job: JobResource | null; readonly known: boolean }> {
    const { api, config } = this.options;
    const { project, location } = config;
    const body = {
      jobReference: { projectId: project, jobId, location },
      configuration: {
        labels: jobLabels(this.#run, statement.step),
        jobTimeoutMs: String(this.#timeoutMs),
        query: queryOf(statement, this.#limit.bytes),
      },
    };
    try {
      return { job: await api.call<JobResource>({ method: 'POST', project, path: '/jobs', body }), known: false };
    } catch (error) {
      if (!PropensityError.is(error) || error.details.status === undefined) throw error;
      // 409 as a rule; a server that two asked at the same moment may put it otherwise.
      try {
        return { job: await this.#get(jobId, location), known: true };
      } catch (refusal) {
        if (!isOfAnotherAccount(error, refusal)) throw error;
        this.options.progress.note?.(`${statement.step}: ${jobId} is another account's; it is run anew`);
        return { job: null, known: true };
      }
    }
  }

  /** @throws PropensityError `query_timeout`; the job is cancelled then */
  async #wait(begun: JobResource, limitMs = this.#timeoutMs + GRACE_MS): Promise<JobResource> {
    const job = await this.#waitUntil(begun, limitMs);
    if (job !== null) return job;
    const { project, timeoutSeconds } = this.options.config;
    const { jobId = '', location } = begun.jobReference ?? {};
    await this.options.api.call({ method: 'POST', project, path: `/jobs/${jobId}/cancel`, query: { location } });
    throw new PropensityError(
      'query_timeout',
      `The job ${jobId} did not end within ${timeoutSeconds} s; it was cancelled.`,
      {
        hint: 'Run again, or raise gcp.timeoutSeconds.',
        details: { jobId },
      },
    );
  }

  /** A job that somebody started, once it has ended; null when it is dead: its own time-out passed long ago. */
  #waitForKnown(job: JobResource): Promise<JobResource | null> {
    const age = Math.max(0, (this.options.api.serverTime ?? 0) - Number(job.statistics?.creationTime ?? 0));
    return this.#waitUntil(job, this.#timeoutMs + GRACE_MS - age);
  }

  async #waitUntil(begun: JobResource, limitMs: number): Promise<JobResource | null> {
    const [shortest, longest] = this.options.pollMs ?? [250, 3000];
    const end = performance.now() + limitMs;
    const { jobId = '', location } = begun.jobReference ?? {};
    let job = begun;
    for (let pause = shortest; job.status?.state !== 'DONE'; pause = Math.min(pause * 2, longest)) {
      if (performance.now() >= end) return null;
      await sleep(pause);
      job = await this.#get(jobId, location);
    }
    return job;
  }

  #get(jobId: string, location: string | undefined): Promise<JobResource> {
    const { project } = this.options.config;
    return this.options.api.call({ method: 'GET', project, path: `/jobs/${jobId}`, query: { location } });
  }

  /** True for a job that was created after this run began, by the server's clock. */
  #isOfThisRun(job: JobResource): boolean {
    return Number(job.statistics?.creationTime ?? 0) >= (this.options.api.serverTime ?? Number.POSITIVE_INFINITY);
  }

  #result(job: JobResource): SqlResult {
    const { api, config } = this.options;
    const { statistics } = job;
    this.#used.processed += Number(statistics?.query?.totalBytesProcessed ?? statistics?.totalBytesProcessed ?? 0);
    this.#used.billed += Number(statistics?.query?.totalBytesBilled ?? 0);
    return queryResult(api, config.project, job);
  }

  /** What a statement may bill, and the key of the configuration that says it: doctor, which only looks, has a limit of its own. */
  get #limit() {
    const key = this.#run?.job === 'doctor' ? 'doctorMaximumBytesBilled' : 'maximumBytesBilled';
    return { key, bytes: this.options.config[key] } as const;
  }

  get #timeoutMs(): number {
    return this.options.config.timeoutSeconds * 1000;
  }
}

export interface DryRunOptions {
  readonly api: BigQueryApi;
  readonly config: Pick<GcpConfig, 'project' | 'location'>;
}

/** Bytes that a statement would read, by a dry run, which costs nothing and changes nothing. */
export async function dryRunBytes(
  { api, config }: DryRunOptions,
  statement: Pick<Statement, 'sql' | 'params'>,
): Promise<number> {
  const { project, location } = config;
  const { statistics } = await api.call<JobResource>({
    method: 'POST',
    project,
    path: '/jobs',
    body: {
      jobReference: { projectId: project, location },
      configuration: { dryRun: true, query: queryOf(statement) },
    },
  });
  return Number(statistics?.query?.totalBytesProcessed ?? statistics?.totalBytesProcessed ?? 0);
}

/** @throws PropensityError `statement_too_long` (kind `refused`) */
function assertLength({ step, sql }: Statement): void {
  const bytes = Buffer.byteLength(sql);
  if (bytes <= MAX_STATEMENT_BYTES) return;
  throw new PropensityError(
    'statement_too_long',
    `The statement "${step}" has ${formatBytes(bytes)}; BigQuery takes ${formatBytes(MAX_STATEMENT_BYTES)}.`,
    {
      kind: 'refused',
      hint: 'Raise training.minLevelCount, or drop features with very many levels, and train again.',
      details: { bytes },
    },
  );
}

/** True where an id is taken (409) by a job that this account may not look at (403). */
function isOfAnotherAccount(insert: PropensityError, get: unknown): boolean {
  return insert.details.status === 409 && PropensityError.is(get) && get.details.status === 403;
}

/** True for a failure that the next start of the same job may not meet. `duplicate`: two made one table at the same moment. */
function isPassing({ reason, message }: { readonly reason: string; readonly message: string }): boolean {
  return (
    /^(backendError|internalError|duplicate|jobBackendError|jobInternalError|rateLimitExceeded|jobRateLimitExceeded)$/.test(
      reason,
    ) || /aborted due to concurrent|could not serialize|concurrent (update|transaction)/i.test(message)
  );
}
