import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describeOnServers } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type GoogleCloudShop, openGoogleCloudShop } from './support/google-cloud-shop.js';
import { FIRST_WEEK, TRAIN_AT } from './support/small-shop.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describeOnServers('exports of scores from Google Cloud', (servers) => {
  let shop: GoogleCloudShop;
  let scored: number;
  beforeAll(async () => {
    shop = await openGoogleCloudShop(servers);
    const refused = await shop.workplace.json('export', '--out', 'early.csv');
    expect([refused.exitCode, refused.value.error.code]).toEqual([3, 'no_predictions']);
    await shop.workplace.json('train', '--snapshot', TRAIN_AT);
    const { value } = await shop.workplace.json('predict', '--snapshot', FIRST_WEEK);
    scored = value.counts.scored;
  });
  afterAll(() => shop?.close());

  const path = (name: string) => join(shop.workplace.folder, name);
  const query = async (sql: string) => {
    const { project, dataset } = shop.scratch.gcp;
    const [rows] = await shop.scratch.bigquery.query({ query: sql.replaceAll('DATASET', `${project}.${dataset}`) });
    return rows as Record<string, unknown>[];
  };
  const exported = async (...argv: string[]) => {
    const { exitCode, value } = await shop.workplace.json('export', ...argv);
    expect([exitCode, value.error]).toEqual([0, undefined]);
    return value;
  };
  async function rowsOf(name: string) {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const file = name.endsWith('.csv')
      ? `read_csv('${path(name)}', types = {'user_id': 'VARCHAR'})`
      : `'${path(name)}'`;
    try {
      const sql = `SELECT user_id, proba, decile::INTEGER, selected, model, predicted_week::DATE::VARCHAR, predicted_at::TIMESTAMP::VARCHAR FROM ${file}`;
      return (await connection.runAndReadAll(sql)).getRowsJS();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  it('hold everyone, then nobody, then the one user who has changed', async () => {
    expect(await exported('--out', 'first.csv')).toMatchObject({ rows: scored, since: null, week: FIRST_WEEK });
    const current = await query(
      'SELECT user_id, proba, selected, model FROM `DATASET.ma_predictions_table` ORDER BY proba DESC, user_id',
    );
    expect(current).toHaveLength(scored);
    const rows = await rowsOf('first.csv');
    expect(rows.map(([user_id, proba, , selected, model]) => ({ user_id, proba, selected, model }))).toEqual(current);
    expect(rows.map(([, , decile]) => decile)).toEqual(rows.map((_, rank) => Math.floor((10 * rank) / scored) + 1));
    expect((await exported('--out', 'second.csv')).rows).toBe(0);
    expect((await readFile(path('second.csv'), 'utf8')).split('\n')).toHaveLength(2);
    const best = String(current[0]!.user_id);
    await query(`UPDATE \`DATASET.ma_predictions_table\` SET proba = (1 + proba) / 2 WHERE user_id = '${best}'`);
    expect((await exported('--out', 'third.csv')).rows).toBe(1);
    expect((await rowsOf('third.csv'))[0]![0]).toBe(best);
    expect(await query('SELECT sequence, row_count, kind FROM `DATASET.ma_exports` ORDER BY sequence')).toEqual([
      { sequence: 1, row_count: scored, kind: 'changes' },
      { sequence: 2, row_count: 0, kind: 'changes' },
      { sequence: 3, row_count: 1, kind: 'changes' },
    ]);
    const [given] = await query(
      'SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM `DATASET.ma_exported_scores`',
    );
    expect(given).toEqual({ n: scored, users: scored });
  });

  it('hold the same rows in every format', async () => {
    for (const extension of ['csv', 'parquet', 'ndjson'])
      await exported('--out', `all.${extension}`, '--all', '--to', 'all');
    const rows = await rowsOf('all.csv');
    expect(rows).toHaveLength(scored);
    expect(await rowsOf('all.parquet')).toEqual(rows);
    expect(await rowsOf('all.ndjson')).toEqual(rows);
  });

  it('of two at once, one gives the rows, and the other nothing or an error', async () => {
    const ends = await Promise.all(
      ['one.csv', 'other.csv'].map((name) => shop.workplace.json('export', '--out', name, '--to', 'twice')),
    );
    const done = ends.filter(({ exitCode }) => exitCode === 0);
    const refused = ends.filter(({ exitCode }) => exitCode !== 0);
    expect(done.filter(({ value }) => value.rows === scored)).toHaveLength(1);
    expect(refused.map(({ value }) => value.error.code)).toEqual(refused.map(() => 'exported_meanwhile'));
    expect((await exported('--out', 'after.csv', '--to', 'twice')).rows).toBe(0);
  });

  it('leave no staging tables', async () => {
    const { dataset } = shop.scratch.gcp;
    const [tables] = await shop.scratch.bigquery.dataset(dataset).getTables();
    const names = tables.map(({ id }) => String(id));
    expect(names).toEqual(expect.arrayContaining(['ma_exports', 'ma_exported_scores']));
    expect(names.filter((name) => name.startsWith('ma_staged'))).toEqual([]);
  });
});
