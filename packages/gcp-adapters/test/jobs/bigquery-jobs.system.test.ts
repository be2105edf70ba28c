import { silentProgress } from '@propensity/core/ports';
import { afterEach, describe, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { BigQueryJobs } from '../../src/jobs/bigquery-jobs.js';
import type { ReadStatement, WriteStatement } from '../../src/jobs/statement.js';
import { type ReadsRows, WRITES } from '../../src/jobs/statement-purpose.js';
import { type FakeAnswer, type FakeBigQuery, refusal } from '../support/fake-bigquery.js';
import { type JobServerOptions, jobServer } from '../support/job-server.js';

const RUN = { job: 'predictions', runId: 'predictions-2021-01-13-abcdef012345', snapshot: '2021-01-13' } as const;
const MERGE: WriteStatement = {
  step: 'publish',
  purpose: WRITES,
  sql: 'MERGE …',
  params: {
    week: { type: 'date', value: '2021-01-13' },
    nothing: { type: 'string', value: null },
    sure: { type: 'boolean', value: true },
    at: { type: 'timestamp', value: '2021-01-14T10:20:30.456Z' },
  },
};
const QUERY: ReadStatement<ReadsRows> = {
  step: 'summary',
  purpose: { kind: 'reads rows', standIn: [] },
  sql: 'SELECT 1',
};
const DAY_MS = 86_400_000;

let server: FakeBigQuery;
afterEach(() => server.close());

async function open(options: JobServerOptions & { timeoutSeconds?: number; cap?: number; notes?: string[] } = {}) {
  server = await jobServer(options);
  const { bigquery, authoriseBigQuery } = openClients({ project: 'my-project', apiEndpoint: server.url });
  const api = new BigQueryApi({
    client: bigquery,
    authorise: authoriseBigQuery,
    limits: { requestTimeoutMs: 500, firstPauseMs: 1, totalMs: 3000 },
  });
  const jobs = new BigQueryJobs({
    api,
    config: {
      project: 'my-project',
      location: 'europe-west1',
      maximumBytesBilled: options.cap ?? 2 ** 30,
      doctorMaximumBytesBilled: 2 ** 28,
      timeoutSeconds: options.timeoutSeconds ?? 60,
    },
    progress: { ...silentProgress, note: (message) => options.notes?.push(message) },
    pollMs: [5, 20],
  });
  jobs.begin(RUN);
  return jobs;
}

describe('what is sent', () => {
  it('gives every job an id of the run, step and attempt, labels, location, time-out and limit on bytes', async () => {
    const jobs = await open();
    await jobs.write(MERGE);
    const { jobReference, configuration } = server.inserted[0]!.body;
    expect(jobReference).toMatchObject({ projectId: 'my-project', location: 'europe-west1' });
    expect(jobReference.jobId).toMatch(/^propensity-predictions-2021-01-13-abcdef012345-publish-[0-9a-f]{16}-0$/);
    expect(configuration.labels).toEqual({
      app: 'propensity',
      job: 'predictions',
      run: 'predictions-2021-01-13-abcdef012345',
      step: 'publish',
    });
    expect(configuration.jobTimeoutMs).toBe('60000');
    expect(configuration.query).toMatchObject({ useLegacySql: false, maximumBytesBilled: String(2 ** 30) });
  });

  it('types every parameter; a null is a typed NULL', async () => {
    const jobs = await open();
    await jobs.write(MERGE);
    expect(server.inserted[0]!.body.configuration.query.queryParameters).toEqual([
      { name: 'week', parameterType: { type: 'DATE' }, parameterValue: { value: '2021-01-13' } },
      { name: 'nothing', parameterType: { type: 'STRING' }, parameterValue: {} },
      { name: 'sure', parameterType: { type: 'BOOL' }, parameterValue: { value: 'true' } },
      { name: 'at', parameterType: { type: 'TIMESTAMP' }, parameterValue: { value: '2021-01-14 10:20:30.456+00:00' } },
    ]);
  });

  it('names the location at every look at a job', async () => {
    const jobs = await open();
    await (await jobs.read(QUERY)).rows();
    for (const { query } of server.sent.filter(({ method }) => method === 'GET')) {
      expect(query.get('location')).toBe('europe-west1');
    }
  });

  it('sends no credential to loopback', async () => {
    const jobs = await open();
    await jobs.read(QUERY);
    expect(server.sent.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  });

  it('asks a point lookup once, without a dry run', async () => {
    const jobs = await open({
      interfere: ({ path }) =>
        path.endsWith('/queries')
          ? {
              body: {
                jobComplete: true,
                schema: { fields: [{ name: 'proba', type: 'FLOAT' }] },
                rows: [{ f: [{ v: '0.25' }] }],
                totalBytesBilled: '10485760',
              },
            }
          : undefined,
    });
    expect(await jobs.lookup(QUERY)).toEqual([{ proba: 0.25 }]);
    expect(server.sent).toHaveLength(1);
    expect(server.sent[0]!.body).toMatchObject({
      jobCreationMode: 'JOB_CREATION_OPTIONAL',
      location: 'europe-west1',
      maximumBytesBilled: String(2 ** 30),
      jobTimeoutMs: '60000',
      labels: { app: 'propensity' },
    });
    expect(jobs.used.billed).toBe(10_485_760);
  });

  it('asks a point lookup anew when its answer was lost and the server does not give it again', async () => {
    const answers: FakeAnswer[] = [
      'reset',
      refusal(409, 'duplicate', 'Already Exists: Job p:r'),
      {
        body: {
          jobComplete: true,
          schema: { fields: [{ name: 'proba', type: 'FLOAT' }] },
          rows: [{ f: [{ v: '0.25' }] }],
        },
      },
    ];
    const jobs = await open({ interfere: () => answers.shift() });
    expect(await jobs.lookup(QUERY)).toEqual([{ proba: 0.25 }]);
    const [first, second, third] = server.sent.map(({ body }) => body.requestId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe('the limit on bytes', () => {
  it('runs a dry run first and reports its bytes and cost', async () => {
    const notes: string[] = [];
    const jobs = await open({ bytes: 2 ** 30, notes });
    await jobs.write(MERGE);
    expect(server.sent[0]).toBe(server.dryRuns[0]);
    expect(notes).toEqual(['publish: 1.0 GiB (about $0.01)']);
  });

  it('refuses a statement above it, with the number and how to raise it, and starts nothing', async () => {
    const jobs = await open({ bytes: 3 * 2 ** 30 });
    await expect(jobs.write(MERGE)).rejects.toMatchObject({
      code: 'too_many_bytes',
      kind: 'refused',
      message: 'The statement "publish" would read 3.0 GiB (about $0.02); the limit is 1.0 GiB.',
      hint: expect.stringContaining(`gcp.maximumBytesBilled to ${3 * 2 ** 30}`),
    });
    expect(server.inserted).toEqual([]);
  });

  it('has another for doctor, which only looks', async () => {
    const jobs = await open({ bytes: 2 ** 29 });
    jobs.begin({ job: 'doctor', runId: 'doctor-2021-01-13', snapshot: '2021-01-13' });
    await expect(jobs.read(QUERY)).rejects.toMatchObject({
      code: 'too_many_bytes',
      hint: expect.stringContaining(`gcp.doctorMaximumBytesBilled to ${2 ** 29}`),
    });
    expect(server.inserted).toEqual([]);
    jobs.begin(RUN);
    await jobs.read(QUERY);
    expect(server.inserted[0]!.body.configuration.query.maximumBytesBilled).toBe(String(2 ** 30));
  });

  it('sends its limit with what doctor asks', async () => {
    const jobs = await open();
    jobs.begin({ job: 'doctor', runId: 'doctor-2021-01-13', snapshot: '2021-01-13' });
    await jobs.read(QUERY);
    const { query, labels } = server.inserted[0]!.body.configuration;
    expect([query.maximumBytesBilled, labels.job]).toEqual([String(2 ** 28), 'doctor']);
  });

  it('says the same when the job itself meets the limit', async () => {
    const jobs = await open({
      errorOf: () => ({ reason: 'bytesBilledLimitExceeded', message: 'Query exceeded limit for bytes billed: 10' }),
    });
    await expect(jobs.read(QUERY)).rejects.toMatchObject({ code: 'too_many_bytes', kind: 'refused' });
  });

  it('adds up what the jobs of a run read and billed, from zero at each run', async () => {
    const jobs = await open();
    await jobs.write(MERGE);
    await jobs.read(QUERY);
    expect(jobs.used).toEqual({ processed: 2000, billed: 20_971_520 });
    jobs.begin({ ...RUN, runId: 'another' });
    expect(jobs.used).toEqual({ processed: 0, billed: 0 });
  });
});

it('refuses a statement that is longer than BigQuery takes, before anything is sent', async () => {
  const jobs = await open();
  await expect(jobs.write({ purpose: WRITES, step: 'score', sql: 'x'.repeat(2 ** 20 + 1) })).rejects.toMatchObject({
    code: 'statement_too_long',
    kind: 'refused',
    hint: expect.stringContaining('training.minLevelCount'),
  });
  expect(server.sent).toEqual([]);
});

describe('job ids', () => {
  it('takes the result of the job it started when the answer was lost', async () => {
    for (const loss of ['reset', 'cut', 'silence'] as const) {
      let lost = 0;
      const jobs = await open({
        loseAnswer: ({ method, body }) =>
          method === 'POST' && body.configuration.dryRun !== true && lost++ === 0 ? loss : undefined,
      });
      await jobs.write(MERGE);
      await jobs.read(QUERY);
      const ids = server.inserted.map(({ body }) => body.jobReference.jobId);
      expect(ids[0]).toBe(ids[1]);
      expect(new Set(ids).size).toBe(2);
      await server.close();
    }
  });

  it('waits for the job of a twin and takes its result', async () => {
    const one = await open();
    const other = new BigQueryJobs(one.options);
    other.begin(RUN);
    const [mine, theirs] = await Promise.all([one.write(MERGE), other.write(MERGE)]);
    expect(await mine.rows()).toEqual(await theirs.rows());
    const ids = server.inserted.map(({ body }) => body.jobReference.jobId);
    expect(new Set(ids).size).toBe(1);
  });

  it('takes the job of that id however the server words that it is there', async () => {
    const jobs = await open({
      loseAnswer: ({ method, body }) =>
        method === 'POST' && body.configuration.dryRun !== true
          ? refusal(400, 'invalidQuery', 'violates primary key constraint')
          : undefined,
    });
    expect(await (await jobs.write(MERGE)).rows()).toHaveLength(1);
    expect(server.inserted).toHaveLength(1);
  });

  it('says why a job is refused that was never made', async () => {
    const jobs = await open({
      interfere: ({ method, body }) =>
        method === 'POST' && body.configuration.dryRun !== true
          ? refusal(400, 'invalidQuery', 'Syntax error')
          : undefined,
    });
    await expect(jobs.write(MERGE)).rejects.toMatchObject({
      code: 'google_cloud_failed',
      message: 'Google Cloud: Syntax error',
    });
  });

  it('starts one job for two of this process that ask for the same write at once', async () => {
    const jobs = await open();
    const [one, other] = await Promise.all([jobs.write(MERGE), jobs.write(MERGE)]);
    expect(await one.rows()).toEqual(await other.rows());
    expect(server.inserted).toHaveLength(1);
  });

  it('runs a write again whose job is older than this run: its effect may be gone', async () => {
    const jobs = await open();
    await jobs.write(MERGE);
    const [id] = server.inserted.map(({ body }) => body.jobReference.jobId as string);
    const all = (server as Awaited<ReturnType<typeof jobServer>>).jobs;
    const old = all.get(id!)!;
    all.set(id!, { ...old, statistics: { ...old.statistics, creationTime: String(Date.now() - DAY_MS) } });
    const later = new BigQueryJobs(jobs.options);
    later.begin(RUN);
    const result = await later.write(MERGE);
    expect(await result.rows()).toEqual([{ job: id!.replace(/0$/, '1') }]);
  });

  it('runs a write again that the same process asks for again', async () => {
    const jobs = await open();
    const first = await (await jobs.write(MERGE)).rows();
    const second = await (await jobs.write(MERGE)).rows();
    expect(second).not.toEqual(first);
  });

  it('never takes an earlier result for a read', async () => {
    const jobs = await open();
    const first = await (await jobs.read(QUERY)).rows();
    const second = await (await jobs.read(QUERY)).rows();
    expect(second).not.toEqual(first);
  });

  it('goes on to the next number where a job of that id has failed', async () => {
    const failing = await open({ errorOf: () => ({ reason: 'invalidQuery', message: 'Syntax error' }) });
    await expect(failing.write(MERGE)).rejects.toMatchObject({ code: 'google_cloud_failed' });
    const { jobs: known } = server as Awaited<ReturnType<typeof jobServer>>;
    await server.close();
    const jobs = await open({ jobs: known });
    await jobs.write(MERGE);
    expect(server.inserted.map(({ body }) => body.jobReference.jobId.at(-1))).toEqual(['0', '1']);
  });

  it("runs a write anew where another account's job has the id, which it may not look at", async () => {
    // What a service account left: its job's id is taken, and jobs.get is refused to everybody else.
    const theirs = await open();
    await theirs.write(MERGE);
    const { jobs: known } = server as Awaited<ReturnType<typeof jobServer>>;
    const [id] = [...known.keys()];
    await server.close();
    const notes: string[] = [];
    const denied = `Access Denied: Job my-project:europe-west1.${id}: Permission bigquery.jobs.get denied`;
    const mine = await open({
      jobs: known,
      notes,
      interfere: ({ method, path }) =>
        method === 'GET' && path.endsWith(`/jobs/${id}`) ? refusal(403, 'accessDenied', denied) : undefined,
    });
    const result = await mine.write(MERGE);
    expect(await result.rows()).toEqual([{ job: id!.replace(/0$/, '1') }]);
    expect(notes).toContainEqual(`publish: ${id} is another account's; it is run anew`);
  });

  it('says why a job is refused to an account that may not make any, though it may not look at jobs either', async () => {
    const denied = refusal(403, 'accessDenied', 'Access Denied: User does not have bigquery.jobs.create permission');
    const jobs = await open({
      interfere: ({ method, body }) => (method === 'GET' || body.configuration.dryRun !== true ? denied : undefined),
    });
    await expect(jobs.write(MERGE)).rejects.toMatchObject({
      code: 'permission_denied',
      hint: expect.stringContaining('roles/bigquery.jobUser'),
    });
    expect(server.inserted).toHaveLength(1);
  });

  it('runs a statement again that found its table made by another at the same moment', async () => {
    const duplicate = { reason: 'duplicate', message: 'Already Exists: Table my-project:d.ma_flat_events' };
    const jobs = await open({ errorOf: (index) => (index === 0 ? duplicate : undefined) });
    await jobs.write(MERGE);
    expect(server.inserted.map(({ body }) => body.jobReference.jobId.at(-1))).toEqual(['0', '1']);
  });

  it('runs a transaction again that BigQuery aborted for another one', async () => {
    const aborted = {
      reason: 'invalidQuery',
      message: 'Transaction is aborted due to concurrent update against table t',
    };
    const jobs = await open({ errorOf: (index) => (index < 2 ? aborted : undefined) });
    await jobs.write(MERGE);
    expect(server.inserted.map(({ body }) => body.jobReference.jobId.at(-1))).toEqual(['0', '1', '2']);
  });
});

describe('time', () => {
  const running = (created: number) => (id: string) => ({
    jobReference: { jobId: id, location: 'europe-west1' },
    status: { state: 'RUNNING' as const },
    statistics: { creationTime: String(created) },
  });

  it('cancels a job that does not end and says so', async () => {
    const jobs = await open({
      timeoutSeconds: -9.9,
      interfere: ({ method, path, body }) =>
        path.endsWith('/cancel')
          ? { body: {} }
          : method === 'GET' || body.configuration.dryRun !== true
            ? { body: running(Date.now())(body?.jobReference.jobId ?? path.split('/').at(-1)!) }
            : undefined,
    });
    await expect(jobs.read(QUERY)).rejects.toMatchObject({ code: 'query_timeout' });
    expect(server.sent.at(-1)!.path).toMatch(/\/cancel$/);
  });

  it('passes over a job that says it runs although its time is long over', async () => {
    const jobs = await open();
    await jobs.write(MERGE);
    const { jobs: all } = server as Awaited<ReturnType<typeof jobServer>>;
    const [id] = all.keys();
    all.set(id!, running(Date.now() - DAY_MS)(id!));
    const later = new BigQueryJobs(jobs.options);
    later.begin(RUN);
    await later.write(MERGE);
    expect(server.inserted.at(-1)!.body.jobReference.jobId).toBe(id!.replace(/0$/, '1'));
  });

  it.each([429, 500, 502, 503, 504])('asks again after %i', async (status) => {
    const jobs = await open({
      interfere: (_request, index) => (index % 2 === 0 ? refusal(status, 'backendError', 'Try later') : undefined),
    });
    expect(await (await jobs.read(QUERY)).rows()).toHaveLength(1);
  });

  it('gives up after a bounded time and says what to do', async () => {
    const jobs = await open({ interfere: () => refusal(503, 'backendError', 'Service Unavailable') });
    await expect(jobs.read(QUERY)).rejects.toMatchObject({
      code: 'service_unavailable',
      hint: expect.stringMatching(/Run again later/),
    });
  });
});

describe('refusals', () => {
  it.each([
    [
      403,
      'accessDenied',
      'Access Denied: Project p: User does not have bigquery.jobs.create permission',
      'permission_denied',
      'roles/bigquery.jobUser',
    ],
    [
      403,
      'accessDenied',
      'Access Denied: Table p:d.t: Permission bigquery.tables.updateData denied',
      'permission_denied',
      'roles/bigquery.dataEditor',
    ],
    [
      403,
      'accessDenied',
      'Access Denied: Table p:d.t: User does not have permission to query table',
      'permission_denied',
      'roles/bigquery.dataViewer',
    ],
    [403, 'quotaExceeded', 'Quota exceeded: Your project exceeded quota', 'quota_exceeded', 'quota'],
    [401, 'authError', 'Request had invalid authentication credentials', 'credentials_refused', 'gcloud auth'],
    [404, 'notFound', 'Not found: Dataset p:d', 'dataset_not_found', 'gcp.dataset'],
    [404, 'notFound', 'Not found: Dataset p:d was not found in location EU', 'location_mismatch', 'gcp.location'],
    [404, 'notFound', 'Not found: Table p:d.t was not found in location EU', 'table_not_found', 'Run again'],
    [
      403,
      'billingNotEnabled',
      'Billing has not been enabled for this project',
      'billing_not_enabled',
      'Enable billing',
    ],
  ])('%i %s: %s', async (status, reason, message, code, hint) => {
    const jobs = await open({ interfere: () => refusal(status, reason, message) });
    await expect(jobs.read(QUERY)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(server.sent).toHaveLength(1);
  });
});
