import { silentProgress } from '@propensity/core/ports';
import { PREDICTIONS_HISTORY } from '@propensity/warehouse-sql';
import { afterEach, describe, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { BigQueryJobs } from '../../src/jobs/bigquery-jobs.js';
import { BigQueryWarehouse } from '../../src/warehouse/bigquery-warehouse.js';
import { type FakeAnswer, type FakeBigQuery, refusal, type SentRequest } from '../support/fake-bigquery.js';
import { jobServer } from '../support/job-server.js';

const DAY_MS = 86_400_000;
const WORK = '/projects/my-project/datasets/shop_work';
const HISTORY = '/projects/my-project/datasets/shop/tables/ma_predictions_history';
const MISSING = refusal(404, 'notFound', 'Not found: Dataset my-project:shop_work');

let server: FakeBigQuery;
afterEach(() => server.close());

async function open(answer: (request: SentRequest) => FakeAnswer | undefined, retentionDays?: number) {
  server = await jobServer({ interfere: answer });
  const { bigquery, authoriseBigQuery } = openClients({ project: 'my-project', apiEndpoint: server.url });
  const limits = { requestTimeoutMs: 20_000, firstPauseMs: 1, totalMs: 1000 };
  const api = new BigQueryApi({ client: bigquery, authorise: authoriseBigQuery, limits });
  const config = {
    project: 'my-project',
    location: 'EU',
    maximumBytesBilled: 2 ** 30,
    doctorMaximumBytesBilled: 2 ** 30,
    timeoutSeconds: 60,
  };
  const jobs = new BigQueryJobs({ api, config, progress: silentProgress, pollMs: [1, 2] });
  const work = { dataset: 'shop_work', location: 'EU' };
  return new BigQueryWarehouse({ api, jobs, project: 'my-project', dataset: 'shop', work, retentionDays });
}

const statements = () => server.inserted.map(({ body }) => body.configuration.query.query as string);

describe('the work data set', () => {
  it('is left as it is where it is there, and looked at once', async () => {
    const { work } = await open(({ path }) => (path === WORK ? { body: { location: 'EU' } } : undefined));
    await Promise.all([work.ensure(), work.ensure()]);
    await work.ensure();
    expect(server.sent.map(({ path }) => path)).toEqual([WORK]);
    expect(work.fullName('t')).toBe('my-project.shop_work.t');
  });

  it('is made with an expiry where it is missing', async () => {
    const { work } = await open(({ path }) => (path === WORK ? MISSING : undefined));
    await work.ensure();
    expect(statements()).toEqual([
      "CREATE SCHEMA IF NOT EXISTS `my-project.shop_work`\nOPTIONS (location = 'EU', default_table_expiration_days = 30)",
    ]);
  });

  it('says how it is made where this account may not make it, and asks again the next time', async () => {
    let granted = false;
    const denied = refusal(
      403,
      'accessDenied',
      'Access Denied: User does not have bigquery.datasets.create permission',
    );
    const { work } = await open(({ path, body }) => {
      if (path === WORK) return MISSING;
      return body?.configuration.dryRun !== true && !granted ? denied : undefined;
    });
    await expect(work.ensure()).rejects.toMatchObject({
      code: 'work_dataset_missing',
      kind: 'usage',
      message: 'The data set my-project.shop_work is not there, and this account may not make it.',
      hint: expect.stringContaining('mk --dataset --default_table_expiration=2592000 my-project:shop_work'),
    });
    granted = true;
    await work.ensure();
    expect(statements().at(-1)).toContain('CREATE SCHEMA');
  });
});

it('a data set that may not be seen is said to be missing, or not granted', async () => {
  // What BigQuery answers an account that has no role on it, whether it is there or not.
  const denied = refusal(
    403,
    'accessDenied',
    'Access Denied: Permission bigquery.datasets.get denied (or it may not exist)',
  );
  const { work } = await open(({ path }) => (path === WORK ? denied : undefined));
  await expect(work.ensure()).rejects.toMatchObject({
    code: 'work_dataset_missing',
    message: 'The data set my-project.shop_work is not there, or this account may not see it.',
    hint: expect.stringContaining('grant roles/bigquery.dataEditor on it'),
  });
  expect(statements()).toEqual([]);
});

describe('the retention of the history', () => {
  const history = (expirationMs?: number) => ({
    body: {
      schema: { fields: PREDICTIONS_HISTORY.columns.map(({ name }) => ({ name, type: 'STRING' })) },
      timePartitioning: expirationMs === undefined ? {} : { expirationMs: String(expirationMs) },
    },
  });

  it.each([undefined, 300 * DAY_MS])('is set where the table lets partitions live %s ms', async (before) => {
    const warehouse = await open(({ path }) => (path === HISTORY ? history(before) : undefined), 400);
    await warehouse.ensure('predictionsHistory');
    expect(statements()).toEqual([
      'ALTER TABLE `my-project.shop.ma_predictions_history` SET OPTIONS (partition_expiration_days = 400)',
    ]);
  });

  it('is left alone where it is right, and where nothing is configured', async () => {
    for (const [days, before] of [
      [400, 400],
      [undefined, 300],
    ] as const) {
      const warehouse = await open(({ path }) => (path === HISTORY ? history(before * DAY_MS) : undefined), days);
      await warehouse.ensure('predictionsHistory');
      expect(statements()).toEqual([]);
      await server.close();
    }
  });

  it('is that of a table that is made', async () => {
    const missing = refusal(404, 'notFound', 'Not found: Table my-project:shop.ma_predictions_history');
    const warehouse = await open(({ path }) => (path === HISTORY ? missing : undefined), 400);
    await warehouse.ensure('predictionsHistory');
    expect(statements()[0]).toMatch(/^CREATE TABLE .*\nOPTIONS \(partition_expiration_days = 400\)$/s);
  });
});
