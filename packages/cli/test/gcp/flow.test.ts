import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnServers } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type GoogleCloudShop, openGoogleCloudShop, runsOrWrites } from './support/google-cloud-shop.js';
import { FIRST_WEEK, SECOND_WEEK, TRAIN_AT } from './support/small-shop.js';

/** A statement as stderr reports it while it runs: its name and what it reads. */
const STATEMENT = /^ +[\d.]+ s {4}([\w-]+): .* \(about \$/gm;

// Each command is some ten statements, and the server takes its time where others use the machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

// Each step stands on the one before it, as it does for a user.
describeOnServers('the command line on Google Cloud', (servers) => {
  let shop: GoogleCloudShop;
  let model: string;
  beforeAll(async () => {
    shop = await openGoogleCloudShop(servers);
  });
  afterAll(() => shop?.close());

  /** What `--print-sql` prints, once it is sure that nothing was run for it. */
  async function planOf(...argv: string[]) {
    const before = shop.requests.length;
    const { exitCode, value } = await shop.workplace.json(...argv, '--print-sql');
    expect([exitCode, value.error]).toEqual([0, undefined]);
    const sent = shop.requests.slice(before);
    expect(sent.filter(runsOrWrites).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(sent.length).toBeGreaterThan(0);
    return value.statements as { step: string; sql: string; bytes: number | null; note: string | null }[];
  }

  /** Runs a command, which has to run the statements that were planned for it, in their order. */
  async function runAsPlanned(...argv: string[]): Promise<string> {
    const planned = (await planOf(...argv)).map(({ step }) => step);
    const { exitCode, err, out } = await shop.workplace.run(...argv);
    // The gate may refuse a model of so few users: that is an answer too.
    expect([0, 3]).toContain(exitCode);
    expect(err).not.toContain('✗');
    const run = Array.from(err.matchAll(STATEMENT), ([, step]) => step);
    expect(run.length).toBeGreaterThan(0);
    // Which days there are is metadata: no dry run reports it.
    expect(planned[0]).toBe('list-days');
    expect(planned.slice(1)).toEqual(run);
    return out;
  }

  it('doctor looks at rights, places, days and costs, before anything is there', async () => {
    const { exitCode, value } = await shop.workplace.json('doctor', '--snapshot', TRAIN_AT);
    expect([exitCode, value.error]).toEqual([0, undefined]);
    expect(value.days).toMatchObject({ count: 10, last_final: '2025-02-05', last_written_at: expect.any(String) });
    expect(value.checks.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['queries', 'own data set', 'own tables', 'export data set', 'export tables', 'bucket']),
    );
    expect(value.cost).toMatchObject({ month: { bytes: expect.any(Number) }, assumptions: expect.any(Array) });
  });

  it('train runs the statements that it was planned to run', async () => {
    const out = await runAsPlanned('train', '--snapshot', TRAIN_AT);
    model = /view_item-2025-01-31-\w+/.exec(out)![0];
    expect((await shop.workplace.json('models')).value.models).toMatchObject([{ model, snapshot: TRAIN_AT }]);
  });

  it('predict does', async () => {
    await runAsPlanned('predict', '--snapshot', FIRST_WEEK, '--model', model);
  });

  it('evaluate does, and finds the week', async () => {
    await runAsPlanned('evaluate');
    const { exitCode, value } = await shop.workplace.json('evaluate');
    expect([exitCode, value.evaluated.length]).toEqual([0, 1]);
  });

  it('report is of that week, and of the scores that are there', async () => {
    const { exitCode, value } = await shop.workplace.json('report');
    expect([exitCode, value.error]).toEqual([0, undefined]);
    // The week counts unless the model had seen it.
    const { weeks, scores, pending } = value;
    expect(weeks).toMatchObject([{ week: FIRST_WEEK, model, n: expect.any(Number) }]);
    expect(scores).toMatchObject({ week: FIRST_WEEK, model, n: weeks[0].n });
    expect(value.worth).toMatchObject(
      weeks[0].in_sample ? { source: 'test' } : { source: 'weeks', n: weeks[0].n, positives: weeks[0].positives },
    );
    expect(pending).toEqual([]);
    expect((await stat(join(shop.workplace.folder, 'propensity-report.html'))).size).toBeGreaterThan(10_000);
  });

  it('proba looks one user up, by a statement that runs when it is pasted', async () => {
    const { project, dataset } = shop.scratch.gcp;
    const query = `SELECT user_id, proba FROM \`${project}.${dataset}.ma_predictions_table\` LIMIT 1`;
    const [[scored]] = await shop.scratch.bigquery.query({ query });
    const { exitCode, value } = await shop.workplace.json('proba', scored.user_id);
    expect([exitCode, value]).toMatchObject([0, { ...scored, predicted_week: FIRST_WEEK, model }]);

    const parameters = [
      { name: 'user_id', type: 'string', value: scored.user_id },
      { name: 'target', type: 'string', value: 'view_item' },
    ];
    expect(await planOf('proba', scored.user_id)).toMatchObject([{ step: 'find', parameters, bytes: 0, note: null }]);
    const { out } = await shop.workplace.run('proba', scored.user_id, '--print-sql');
    const [[found]] = await shop.scratch.bigquery.query({ query: out });
    expect(found).toMatchObject(scored);
  });

  it('verify finds nothing, and then a probability that somebody has changed', async () => {
    const { exitCode, value } = await shop.workplace.json('verify');
    expect([exitCode, value.faults]).toEqual([0, []]);
    expect(value.checked).toContainEqual({ area: 'runs', count: 1 });
    const { project, dataset } = shop.scratch.gcp;
    const table = `\`${project}.${dataset}.ma_predictions_history\``;
    const change = async (by: string) => {
      const query = `UPDATE ${table} SET proba = proba ${by} WHERE user_id = (SELECT MIN(user_id) FROM ${table})`;
      await shop.scratch.bigquery.query({ query });
      return (await shop.workplace.json('verify')).value.faults;
    };
    const row = `${FIRST_WEEK} ${model}`;
    expect(await change('/ 2')).toEqual([
      { area: 'history', row, message: 'Its scores are not those that were published.' },
      { area: 'predictions', row, message: 'The history has something else of 1 users.' },
    ]);
    expect(await change('* 2')).toEqual([]);
  });

  it('report is put into the bucket, under its week and as the newest', async () => {
    const { exitCode, value } = await shop.workplace.json('report', '--upload');
    expect([exitCode, value.error]).toEqual([0, undefined]);
    const { bucket } = shop.scratch.gcp;
    const week = `reports/${value.target}/${value.scores.week}.html`;
    expect(value.uploaded).toEqual({
      uri: `gs://${bucket}/${week}`,
      url: `https://storage.cloud.google.com/${bucket}/${week}`,
    });
    const written = await readFile(value.file, 'utf8');
    for (const name of [week, `reports/${value.target}/latest.html`]) {
      const [page] = await shop.scratch.storage.bucket(bucket).file(name).download();
      expect(String(page) === written).toBe(true);
    }
    // A page, unlike an artifact, is replaced.
    expect((await shop.workplace.json('report', '--upload')).exitCode).toBe(0);
  });

  it('run is planned with a training that is due, and says what of it cannot be known yet', async () => {
    await shop.configure({ C: 0.5 });
    const plan = await planOf('run', '--snapshot', SECOND_WEEK, '--force');
    expect(plan.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['training-rows', 'register-model', 'publish']),
    );
    const score = plan.find(({ step }) => step === 'score');
    expect(score).toMatchObject({ bytes: null, note: expect.stringContaining('earlier statements') });
    expect(score?.sql).toContain('ma_features_20250204');
  });

  it('a preprocessing is stored in the bucket, used, and missed when it has gone', async () => {
    const { exitCode, value } = await shop.workplace.json('preprocessor', 'build', '--snapshot', TRAIN_AT);
    expect([exitCode, value.error]).toEqual([0, undefined]);
    const { name } = value.preprocessor;
    const object = shop.scratch.storage.bucket(shop.scratch.gcp.bucket).file(name);
    expect(JSON.parse(String((await object.download())[0]))).toMatchObject({ kind: 'propensity-preprocessor' });
    await shop.configure({ preprocessor: name });
    const trained = await shop.workplace.json('train', '--snapshot', TRAIN_AT);
    expect(trained.value.preprocessor).toEqual(value.preprocessor);
    await object.delete();
    const refused = await shop.workplace.json('predict', '--snapshot', FIRST_WEEK, '--model', trained.value.model);
    expect([refused.exitCode, refused.value.error?.code]).toEqual([3, 'preprocessor_missing']);
  });
});
