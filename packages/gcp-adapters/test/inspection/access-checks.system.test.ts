import type { DoctorCheck } from '@propensity/core/jobs';
import { afterEach, describe, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { bigqueryChecks } from '../../src/inspection/access-checks.js';
import { checkBucket } from '../../src/inspection/bucket-check.js';
import type { SqlJobs } from '../../src/jobs/sql-jobs.js';
import { WorkDataset } from '../../src/warehouse/work-dataset.js';
import {
  type FakeAnswer,
  type FakeBigQuery,
  fakeBigQuery,
  refusal,
  type SentRequest,
} from '../support/fake-bigquery.js';

const LIMITS = { requestTimeoutMs: 20_000, firstPauseMs: 1, totalMs: 50 };
const CONFIG = {
  project: 'my-project',
  dataset: 'mine',
  location: 'EU',
  maximumBytesBilled: 2 ** 30,
  timeoutSeconds: 60,
};
const DENIED = refusal(403, 'accessDenied', 'Access Denied: not for you.');

let server: FakeBigQuery;
afterEach(() => server.close());

/** A Google Cloud that grants everything, but for what `interfere` answers otherwise. */
async function start(interfere: (request: SentRequest) => FakeAnswer | undefined = () => undefined) {
  server = await fakeBigQuery((request) => interfere(request) ?? granting(request));
  const clients = openClients({ project: 'my-project', apiEndpoint: server.url, storageEndpoint: server.url });
  return { ...clients, api: new BigQueryApi({ client: clients.bigquery, authorise: async () => {}, limits: LIMITS }) };
}

function granting({ path, query }: SentRequest): FakeAnswer {
  if (path.endsWith('/testPermissions')) return { body: { permissions: query.getAll('permissions') } };
  return {
    body: {
      location: 'EU',
      defaultTableExpirationMs: '2592000000',
      statistics: { query: { totalBytesProcessed: '0' } },
    },
  };
}

async function bigquery(interfere?: Parameters<typeof start>[0]): Promise<DoctorCheck[]> {
  const { api } = await start(interfere);
  // What makes it writes; these checks do not.
  const jobs = {} as SqlJobs;
  const work = new WorkDataset({ api, jobs }, { project: 'my-project', dataset: 'mine_work', location: 'EU' });
  return bigqueryChecks({ api, config: CONFIG, eventsDataset: 'other-project.analytics_1', work });
}

async function bucket(interfere?: Parameters<typeof start>[0]): Promise<DoctorCheck> {
  const { storage } = await start(interfere);
  return checkBucket({ storage, bucket: 'models', location: 'EU', authorise: async () => {}, limits: LIMITS });
}

const isProbe = (request: SentRequest, text: string) =>
  request.body?.configuration?.query?.query?.includes(text) === true;
const failed = (checks: readonly DoctorCheck[]) => checks.filter(({ status }) => status === 'fail');

describe('bigqueryChecks', () => {
  it('is content where everything is granted, and has started no job', async () => {
    const checks = await bigquery();
    expect(checks.map(({ status }) => status)).toEqual(Array(6).fill('ok'));
    expect(server.dryRuns.length).toBe(4);
    expect(server.inserted).toEqual([]);
    expect(server.sent.every(({ method, body }) => method === 'GET' || body.configuration.dryRun === true)).toBe(true);
  });

  it.each([
    ['queries', 'SELECT 1', 'roles/bigquery.jobUser on my-project'],
    ['own tables', '`my-project.mine.ma_doctor`', 'roles/bigquery.dataEditor on my-project.mine'],
    ['work data set', '`my-project.mine_work.ma_doctor`', 'roles/bigquery.dataEditor on my-project.mine_work'],
    ['export tables', '__TABLES__', 'roles/bigquery.dataViewer on other-project.analytics_1'],
  ])('names the role to grant for %s', async (name, text, role) => {
    const [check, ...others] = failed(await bigquery((request) => (isProbe(request, text) ? DENIED : undefined)));
    expect(others).toEqual([]);
    expect(check).toMatchObject({ name, hint: expect.stringContaining(`Grant ${role}`) });
  });

  it('reports a data set that is not there', async () => {
    const gone = refusal(404, 'notFound', 'Not found: Dataset my-project:mine');
    const [check] = failed(await bigquery(({ path }) => (path.endsWith('/datasets/mine') ? gone : undefined)));
    expect(check).toMatchObject({ name: 'own data set', hint: expect.stringContaining('mk --dataset') });
  });

  it('reports a data set in another location', async () => {
    const elsewhere = { body: { location: 'US' } };
    const checks = failed(await bigquery(({ path }) => (path.endsWith('/analytics_1') ? elsewhere : undefined)));
    expect(checks).toMatchObject([{ name: 'export data set', message: expect.stringContaining('is in US') }]);
  });

  it('takes a location for what it is, however it is written', async () => {
    const checks = await bigquery(({ path }) =>
      path.includes('/datasets/') ? { body: { location: 'eu', defaultTableExpirationMs: '1' } } : undefined,
    );
    expect(failed(checks)).toEqual([]);
  });

  describe('of the work data set', () => {
    const gone = refusal(404, 'notFound', 'Not found: Dataset my-project:mine_work');
    const workCheck = async (interfere: Parameters<typeof start>[0]) =>
      (await bigquery(interfere)).find(({ name }) => name === 'work data set');

    it('are content where the first job may make it', async () => {
      const check = await workCheck(({ path }) => (path.endsWith('/datasets/mine_work') ? gone : undefined));
      expect(check).toMatchObject({ status: 'ok', message: expect.stringContaining('the first job makes it') });
      expect(server.inserted).toEqual([]);
    });

    it('fail where it is missing and may not be made, and say how it is made', async () => {
      const check = await workCheck((request) => {
        if (request.path.endsWith('/datasets/mine_work')) return gone;
        return isProbe(request, 'CREATE SCHEMA') ? DENIED : undefined;
      });
      expect(check).toMatchObject({
        status: 'fail',
        message: expect.stringContaining('my-project.mine_work is not there'),
        hint: expect.stringContaining('mk --dataset --default_table_expiration=2592000 my-project:mine_work'),
      });
    });

    it('fail where it may not be seen, which may mean that it is not there', async () => {
      const check = await workCheck(({ path }) => (path.endsWith('/datasets/mine_work') ? DENIED : undefined));
      expect(check).toMatchObject({
        status: 'fail',
        message: 'my-project.mine_work is not there, or this account may not see it.',
        hint: expect.stringContaining('grant roles/bigquery.dataEditor on it'),
      });
    });

    it('warn where nothing in it expires', async () => {
      const check = await workCheck(({ path }) =>
        path.endsWith('/datasets/mine_work') ? { body: { location: 'EU' } } : undefined,
      );
      expect(check).toMatchObject({ status: 'warn', hint: expect.stringContaining('bq update --default_table_expir') });
    });

    it('fail where it is elsewhere', async () => {
      const check = await workCheck(({ path }) =>
        path.endsWith('/datasets/mine_work') ? { body: { location: 'US' } } : undefined,
      );
      expect(check).toMatchObject({ status: 'fail', message: expect.stringContaining('is in US') });
    });
  });

  it('fails as a whole when nobody answers', async () => {
    await expect(bigquery(() => ({ status: 503 }))).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

describe('checkBucket', () => {
  it('is content where model files may be made and read', async () => {
    expect(await bucket()).toMatchObject({ name: 'bucket', status: 'ok', message: expect.stringContaining('in EU') });
    expect(server.sent.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('names what is lacking, and the roles', async () => {
    const readOnly = { body: { permissions: ['storage.objects.get'] } };
    const check = await bucket(({ path }) => (path.endsWith('/testPermissions') ? readOnly : undefined));
    expect(check).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('lacks storage.objects.create on gs://models'),
      hint: expect.stringContaining('roles/storage.objectCreator'),
    });
  });

  it('does without the location where only the objects may be seen', async () => {
    const check = await bucket(({ path }) => (path.endsWith('/b/models') ? DENIED : undefined));
    expect(check).toMatchObject({ status: 'ok', hint: '' });
  });

  it('warns of a bucket elsewhere', async () => {
    const check = await bucket(({ path }) => (path.endsWith('/b/models') ? { body: { location: 'US' } } : undefined));
    expect(check).toMatchObject({ status: 'warn', message: expect.stringContaining('in US') });
  });

  it('warns where the service does not say what is allowed', async () => {
    const unknown = refusal(404, 'notFound', 'Not Found');
    const check = await bucket(({ path }) => (path.endsWith('/testPermissions') ? unknown : undefined));
    expect(check).toMatchObject({ status: 'warn', hint: expect.stringContaining('roles/storage.objectCreator') });
  });

  it('reports a bucket that is not there', async () => {
    const gone = refusal(404, 'notFound', 'The specified bucket does not exist.');
    expect(await bucket(() => gone)).toMatchObject({
      status: 'fail',
      hint: expect.stringContaining('Create the bucket'),
    });
  });
});
