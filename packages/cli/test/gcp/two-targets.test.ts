import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describeOnServers } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type GoogleCloudShop, openGoogleCloudShop } from './support/google-cloud-shop.js';
import { FIRST_WEEK, SMALL_SHOP, TRAIN_AT } from './support/small-shop.js';

const TARGETS = { views: 'view_item', carts: 'add_to_cart' } as const;
const NAMES = ['views', 'carts'] as const;

const FRESHNESS = resolve(import.meta.dirname, '../../../functions/deploy/freshness.workflows.yaml');

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describeOnServers('two targets in one data set of Google Cloud', (servers) => {
  let shop: GoogleCloudShop;
  const models: Record<string, string> = {};
  const query = async (sql: string) => {
    const { project, dataset } = shop.scratch.gcp;
    const [rows] = await shop.scratch.bigquery.query({ query: sql.replaceAll('DATASET', `${project}.${dataset}`) });
    return rows as Record<string, unknown>[];
  };
  beforeAll(async () => {
    shop = await openGoogleCloudShop(servers);
    const configuration = join(shop.workplace.folder, 'propensity.config.json');
    const { gcp } = JSON.parse(await readFile(configuration, 'utf8'));
    for (const name of NAMES) {
      const config = { ...SMALL_SHOP, gcp, target: { event: TARGETS[name] } };
      await writeFile(join(shop.workplace.folder, `${name}.json`), JSON.stringify(config));
    }
    for (const name of NAMES) {
      const { value } = await json(name, 'train', '--snapshot', TRAIN_AT);
      models[name] = value.model;
    }
    for (const name of NAMES) {
      const { exitCode, value } = await json(name, 'predict', '--snapshot', FIRST_WEEK, '--model', models[name]!);
      expect([exitCode, value.error]).toEqual([0, undefined]);
      expect(value.counts).toMatchObject({ overwritten: 0, kept: 0 });
    }
  });
  afterAll(() => shop?.close());

  const json = (name: string, ...argv: string[]) => shop.workplace.json(...argv, '--config', `${name}.json`);

  it('stand side by side in every table, and both are evaluated', async () => {
    const counted = await query(
      'SELECT target, COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM `DATASET.ma_predictions_table` GROUP BY target ORDER BY target',
    );
    expect(counted.map(({ target }) => target)).toEqual([TARGETS.carts, TARGETS.views]);
    expect(new Set(counted.flatMap(({ n, users }) => [n, users])).size).toBe(1);
    for (const name of NAMES) {
      const { value } = await json(name, 'evaluate');
      expect(value.evaluated.map(({ model }: { model: string }) => model)).toEqual([models[name]]);
    }
    const evaluations = await query('SELECT target, model FROM `DATASET.ma_model_evaluation` ORDER BY target');
    expect(evaluations).toEqual([
      { target: TARGETS.carts, model: models.carts },
      { target: TARGETS.views, model: models.views },
    ]);
  });

  it('are looked up by name from either configuration', async () => {
    const rows = await query(
      'SELECT user_id, target, proba FROM `DATASET.ma_predictions_table` ORDER BY proba DESC LIMIT 3',
    );
    for (const row of rows) {
      for (const name of NAMES) {
        const { value } = await json(name, 'proba', String(row.user_id), '--target', String(row.target));
        expect(value).toMatchObject({ ...row, horizon_days: 2 });
      }
    }
  });

  it('are fresh as long as each of them is', async () => {
    const { project, dataset } = shop.scratch.gcp;
    const env: Record<string, string> = { STALE_AFTER_DAYS: '8', DATASET: `${project}.${dataset}` };
    const workflow = await readFile(FRESHNESS, 'utf8');
    const expression = /\$\{("SELECT[\s\S]+?")\}/.exec(workflow)![1]!.replaceAll(/\s*\n\s*/g, ' ');
    const sql = [...expression.matchAll(/"((?:[^"(]|\((?!"))*)"|sys\.get_env\("(\w+)"\)/g)]
      .map(([, text, name]) => (name === undefined ? text : env[name]))
      .join('');
    const published = (target: string, daysAgo: number) =>
      query(`UPDATE \`DATASET.ma_prediction_runs\` SET predicted_at = TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL ${daysAgo} DAY),
predicted_week = DATE_SUB(CURRENT_DATE(), INTERVAL ${daysAgo} DAY) WHERE target = '${target}'`);
    const fresh = async (views: number, carts: number) => {
      await published('view_item', views);
      await published('add_to_cart', carts);
      return (await query(sql))[0]!.fresh;
    };
    expect(await fresh(1, 2)).toBe(true);
    expect(await fresh(1, 30)).toBe(false);
    expect(await fresh(1, 200)).toBe(true);
    expect(await fresh(200, 200)).toBeNull();
    await query(`UPDATE \`DATASET.ma_prediction_runs\` SET predicted_week = '${FIRST_WEEK}' WHERE TRUE`);
  });

  it('of an earlier version, whose tables name no target, are taken over: they are of the oldest model', async () => {
    const before = await query(
      'SELECT user_id, proba FROM `DATASET.ma_predictions_table` WHERE target = "view_item" ORDER BY user_id',
    );
    await query(
      "UPDATE `DATASET.ma_model_training_metadata` SET trained_at = '2025-02-28' WHERE target_event = 'view_item'",
    );
    for (const table of ['ma_predictions_table', 'ma_predictions_history', 'ma_prediction_runs']) {
      await query(`DELETE FROM \`DATASET.${table}\` WHERE target = "add_to_cart"`);
      await query(`ALTER TABLE \`DATASET.${table}\` DROP COLUMN target`);
    }
    const asked = String(before[0]!.user_id);
    // Whoever only looks up may change nothing.
    expect((await json('views', 'proba', asked)).value).toMatchObject(before[0]!);
    expect((await json('carts', 'proba', asked)).value.error.code).toBe('user_not_found');
    const again = await json('carts', 'predict', '--snapshot', FIRST_WEEK, '--model', models.carts!);
    expect([again.exitCode, again.value.counts]).toMatchObject([0, { overwritten: 0, kept: 0 }]);
    expect(
      await query(
        'SELECT user_id, proba FROM `DATASET.ma_predictions_table` WHERE target = "view_item" ORDER BY user_id',
      ),
    ).toEqual(before);
    expect(
      (await json('views', 'predict', '--snapshot', FIRST_WEEK, '--model', models.views!)).value.counts.scored,
    ).toBe(before.length);
  });
});
