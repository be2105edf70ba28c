import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PropensityError } from '@propensity/core';
import { modelTraining, predictions } from '@propensity/core/jobs';
import { appendHistorySql, duckdbDialect, replacePredictionsSql } from '@propensity/warehouse-sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckDbProcess } from './support/duckdb-process.js';
import { dumpStack, queryWarehouse } from './support/read-warehouse.js';
import { copyOf, FIRST_WEEK, openShop, SECOND_WEEK, simulatedShop, TRAIN_AT, withShop } from './support/shop-stack.js';

/** A shop with an export only, and one that has a model and the predictions of its first week. */
let untouched: string;
let running: string;
const folders: string[] = [];
beforeAll(async () => {
  untouched = await simulatedShop();
  running = await copyOf(untouched);
  folders.push(untouched, running);
  await withShop(running, async ({ ports, settings }) => {
    await modelTraining(ports, settings, { snapshot: TRAIN_AT });
    await predictions(ports, settings, { snapshot: FIRST_WEEK });
  });
}, 120_000);
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function damageable(shop: string): Promise<string> {
  const folder = await copyOf(shop);
  folders.push(folder);
  return folder;
}

/** Runs `work`, which has to fail, and checks that it has written nothing. */
async function refusal(folder: string, work: () => Promise<unknown>): Promise<PropensityError> {
  const before = await dumpStack(join(folder, 'stack'));
  const error = await work().then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(await dumpStack(join(folder, 'stack'))).toEqual(before);
  expect(PropensityError.is(error), String(error)).toBe(true);
  expect((error as PropensityError).hint).not.toBe('');
  return error as PropensityError;
}

const train = (folder: string, options: Parameters<typeof openShop>[1] = {}, snapshot = TRAIN_AT) =>
  withShop(folder, ({ ports, settings }) => modelTraining(ports, settings, { snapshot }), options);
const predict = (folder: string, snapshot = SECOND_WEEK, options: Parameters<typeof openShop>[1] = {}) =>
  withShop(folder, ({ ports, settings }) => predictions(ports, settings, { snapshot }), options);

describe('a fault of the export', () => {
  it.each([
    ['training', () => untouched, (folder: string) => train(folder)],
    ['scoring', () => running, (folder: string) => predict(folder)],
  ])('%s names a truncated Parquet file', async (_job, shop, job) => {
    const folder = await damageable(shop());
    const file = join(folder, 'export', 'events_20250125.parquet');
    await truncate(file, 1000);
    const error = await refusal(folder, () => job(folder));
    expect(error).toMatchObject({ code: 'unreadable_export', details: { file } });
    expect(error.message).toContain('events_20250125.parquet');
  });

  it.each([
    ['features', '20250115'],
    ['labels', '20250122'],
  ])('names a Parquet file of the %s whose middle is damaged though its ends are whole', async (_window, day) => {
    const folder = await damageable(untouched);
    const file = join(folder, 'export', `events_${day}.parquet`);
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xff, 4, Math.floor(bytes.length * 0.6)));
    const error = await refusal(folder, () => train(folder));
    expect(error).toMatchObject({ code: 'unreadable_export', details: { file } });
  });

  it('names a JSON day file that breaks off', async () => {
    const folder = await damageable(untouched);
    await mkdir(join(folder, 'json'));
    for (const name of await readdir(join(folder, 'export'))) {
      const day = /events_(\d{8})/.exec(name)?.[1];
      if (day !== undefined)
        await writeFile(join(folder, 'json', `events_${day}.json`), '{"event_name":"page_view"}\n');
    }
    await writeFile(join(folder, 'json', 'events_20250118.json'), '{"event_name":"page_view"}\n{"event_na');
    const error = await refusal(folder, () => train(folder, { events: 'json/events_*.json' }));
    expect(error.code).toBe('unreadable_export');
    expect(error.message).toContain('events_20250118.json');
  });

  it('names a missing day, and lets it pass and records it when it is allowed', async () => {
    const folder = await damageable(untouched);
    await rm(join(folder, 'export', 'events_20250112.parquet'));
    const error = await refusal(folder, () => train(folder));
    expect(error).toMatchObject({ code: 'missing_days', kind: 'refused', details: { days: ['2025-01-12'] } });
    expect(error.message).toContain('2025-01-12');

    const allowed = { allowMissingDays: ['2025-01-12'] };
    await train(folder, allowed);
    const [record] = await withShop(folder, ({ ports }) => ports.registry.list(), allowed);
    expect(record?.allowedMissingDays).toEqual(['2025-01-12']);
    const rows = await queryWarehouse(
      join(folder, 'stack'),
      'SELECT allowed_missing_days_json FROM ma_model_training_metadata',
    );
    expect(rows).toEqual([{ allowed_missing_days_json: '["2025-01-12"]' }]);
  });

  it('says that there are no files, and leaves no warehouse behind', async () => {
    const folder = await damageable(untouched);
    const error = await refusal(folder, () => train(folder, { events: 'elsewhere/events_*.parquet' }));
    expect(error).toMatchObject({ code: 'no_export_files', kind: 'usage' });
    expect(error.message).toContain(join(folder, 'elsewhere'));
    expect(await readdir(folder)).not.toContain('stack');
  });

  it('refuses a snapshot in the future', async () => {
    const error = await refusal(running, () => predict(running, '2025-03-02'));
    expect(error).toMatchObject({ code: 'snapshot_in_future', kind: 'usage' });
    const folder = await damageable(untouched);
    expect((await refusal(folder, () => train(folder, {}, '2025-03-02'))).code).toBe('snapshot_in_future');
  });
});

describe('a target that cannot be learnt', () => {
  it('says that nobody performed it, and suggests one that exists', async () => {
    const folder = await damageable(untouched);
    const error = await refusal(folder, () => train(folder, { target: 'view_itm' }));
    expect(error).toMatchObject({ code: 'target_never_performed', kind: 'refused' });
    expect(error.hint).toContain('view_item');
  });

  it('refuses fewer than 10 positives', async () => {
    const folder = await damageable(untouched);
    const error = await refusal(folder, () => train(folder, { target: 'purchase', horizonDays: 1 }));
    expect(error).toMatchObject({ code: 'too_few_positives', kind: 'refused' });
    const { train: counts } = error.details as { train: { positives: number } };
    expect(counts.positives).toBeGreaterThan(0);
    expect(counts.positives).toBeLessThan(10);
  });
});

describe('a model file that is not the registered one', () => {
  const modelPath = async (folder: string) => {
    const models = join(folder, 'stack', 'models');
    return join(models, (await readdir(models))[0]!);
  };

  it.each<[string, (text: string) => string]>([
    ['swapped for one with another coefficient', (text) => text.replace(/"intercept": -?[\d.]+/, '"intercept": 0.5')],
    ['cut short', (text) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
  ])('is refused when it was %s', async (_how, damage) => {
    const folder = await damageable(running);
    const path = await modelPath(folder);
    const text = await readFile(path, 'utf8');
    expect(damage(text)).not.toBe(text);
    await writeFile(path, damage(text));
    const error = await refusal(folder, () => predict(folder));
    expect(error.code).toBe('artifact_corrupt');
    expect(error.message).toContain('view_item-');
  });

  it('is refused when it is gone', async () => {
    const folder = await damageable(running);
    await rm(await modelPath(folder));
    expect((await refusal(folder, () => predict(folder))).code).toBe('artifact_not_found');
  });
});

describe('a folder that cannot be used', () => {
  it('is reported when it is not a folder', async () => {
    const folder = await damageable(untouched);
    await writeFile(join(folder, 'stack'), 'a file in the way');
    const job = train(folder);
    await expect(job).rejects.toMatchObject({ code: 'folder_not_writable' });
    await expect(job).rejects.toThrow(join(folder, 'stack'));
    expect(await readFile(join(folder, 'stack'), 'utf8')).toBe('a file in the way');
  });

  it.skipIf(process.getuid?.() === 0)(
    'is reported when it is read-only (skipped for root, who may write anywhere)',
    async () => {
      const folder = await damageable(untouched);
      await mkdir(join(folder, 'stack'));
      await chmod(join(folder, 'stack'), 0o555);
      await expect(train(folder)).rejects.toMatchObject({ code: 'folder_not_writable' });
      expect(await readdir(join(folder, 'stack'))).toEqual([]);
    },
  );

  it('is reported when its models cannot be written, and the model is not registered', async () => {
    const folder = await damageable(untouched);
    await mkdir(join(folder, 'stack'));
    await writeFile(join(folder, 'stack', 'models'), 'a file in the way');
    await expect(train(folder)).rejects.toMatchObject({ code: 'folder_not_writable' });
    expect(await queryWarehouse(join(folder, 'stack'), 'FROM ma_model_training_metadata')).toEqual([]);
  });

  it('is reported when its warehouse is not one', async () => {
    const folder = await damageable(untouched);
    await mkdir(join(folder, 'stack'));
    await writeFile(join(folder, 'stack', 'warehouse.duckdb'), 'not a database '.repeat(1000));
    await expect(train(folder)).rejects.toMatchObject({ code: 'warehouse_unreadable' });
  });
});

describe('several at once', () => {
  it('fails clearly when another process keeps the warehouse', async () => {
    const folder = await damageable(running);
    const before = await dumpStack(join(folder, 'stack'));
    const other = duckDbProcess(join(folder, 'stack'), ['SELECT 1'], 60_000);
    try {
      await other.ready;
      const warnings: string[] = [];
      const job = predict(folder, SECOND_WEEK, { lockWaitMs: 600, warn: (text) => warnings.push(text) });
      await expect(job).rejects.toMatchObject({ code: 'warehouse_locked', kind: 'conflict' });
      await expect(job).rejects.toThrow(String(other.process.pid));
      expect(warnings).toHaveLength(1);
    } finally {
      other.process.kill('SIGKILL');
      await other.ended;
    }
    expect(await dumpStack(join(folder, 'stack'))).toEqual(before);
  });

  it('waits as long as local.lockWaitSeconds says', async () => {
    const folder = await damageable(running);
    const other = duckDbProcess(join(folder, 'stack'), ['SELECT 1'], 60_000);
    await other.ready;
    try {
      const stack = openShop(folder, { lockWaitSeconds: 0.4 });
      await expect(stack.ports.predictions.runs()).rejects.toThrow('waited 0.4 s');
    } finally {
      other.process.kill('SIGKILL');
      await other.ended;
    }
  });

  it('works again, with the same stack, once the other process has let go', async () => {
    const folder = await damageable(running);
    const other = duckDbProcess(join(folder, 'stack'), ['SELECT 1'], 60_000);
    await other.ready;
    await withShop(
      folder,
      async ({ ports }) => {
        await expect(ports.predictions.runs()).rejects.toMatchObject({ code: 'warehouse_locked' });
        other.process.kill('SIGKILL');
        await other.ended;
        expect(await ports.predictions.runs()).toHaveLength(1);
      },
      { lockWaitMs: 300 },
    );
  });

  it('waits for another process that lets go in time', async () => {
    const folder = await damageable(running);
    const other = duckDbProcess(join(folder, 'stack'), ['SELECT 1'], 800);
    await other.ready;
    const { counts } = await predict(folder, SECOND_WEEK, { lockWaitMs: 20_000 });
    expect(counts.scored).toBeGreaterThan(0);
    expect(await other.ended).toBeNull();
  });

  it('leaves the tables as they were when a process is killed in the middle of publishing', async () => {
    const folder = await damageable(running);
    const stack = join(folder, 'stack');
    const before = await dumpStack(stack);
    const tables = {
      staging: 'staged_scores',
      predictions: 'ma_predictions_table',
      predictionsHistory: 'ma_predictions_history',
      shadowPredictions: 'ma_shadow_predictions',
    };
    const run = {
      runId: 'killed',
      target: 'view_item',
      snapshot: SECOND_WEEK,
      model: 'killed',
      sha256: '',
      predictedAt: '2025-03-01T12:00:00.000Z',
      inSample: false,
      horizonDays: 7,
      allowedMissingDays: [],
      selection: { topUsers: 10 },
    };
    const killed = duckDbProcess(
      stack,
      [
        `CREATE TEMP TABLE staged_scores AS
         SELECT user_id, 0.5::DOUBLE AS proba, 1::BIGINT AS event_count FROM ma_predictions_table
         UNION ALL SELECT 'somebody new', 0.5, 1`,
        'BEGIN TRANSACTION',
        ...replacePredictionsSql(duckdbDialect, tables, run, 'TRUE'),
        ...appendHistorySql(duckdbDialect, tables, run, 'TRUE'),
        `SELECT COUNT(*) = (SELECT COUNT(*) FROM ma_predictions_table) AS all_overwritten FROM ma_predictions_table WHERE model = 'killed'`,
      ],
      'kill',
    );
    expect(await killed.ready).toEqual([{ all_overwritten: true }]);
    expect(await killed.ended).toBe('SIGKILL');
    expect(await dumpStack(stack)).toEqual(before);

    const { counts } = await predict(folder);
    expect(counts.overwritten + counts.kept).toBe(before.ma_predictions_table!.split('\n').length);
  });

  it.each([
    ['one stack', 1],
    ['two stacks', 2],
  ])('leaves one result when predictions run twice at once over %s', async (_name, count) => {
    const folder = await damageable(running);
    const alone = await damageable(running);
    const expected = await predict(alone);
    const stacks = Array.from({ length: count }, () => openShop(folder));
    const jobs = [stacks[0]!, stacks.at(-1)!].map(({ ports, settings }) =>
      predictions(ports, settings, { snapshot: SECOND_WEEK }),
    );
    try {
      expect(await Promise.all(jobs)).toEqual([expected, expected]);
    } finally {
      for (const stack of stacks) await stack.close();
    }
    expect(await dumpStack(join(folder, 'stack'))).toEqual(await dumpStack(join(alone, 'stack')));
  });

  it('goes on when another stack of the process lets go of the same warehouse', async () => {
    const folder = await damageable(running);
    await withShop(folder, async ({ ports }) => {
      const before = await ports.predictions.runs();
      await withShop(folder, (other) => other.ports.predictions.runs());
      expect(await ports.predictions.runs()).toEqual(before);
      expect(before).toHaveLength(1);
    });
  });

  it('trains and scores at once without disturbing either', async () => {
    const folder = await damageable(running);
    const [trained, predicted] = await withShop(folder, ({ ports, settings }) =>
      Promise.all([
        modelTraining(ports, settings, { snapshot: '2025-01-27' }),
        predictions(ports, settings, { snapshot: SECOND_WEEK }),
      ]),
    );
    const alone = await damageable(running);
    expect(predicted).toEqual(await predict(alone));
    expect(trained).toEqual(await train(alone, {}, '2025-01-27'));
  });
});
