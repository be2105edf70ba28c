import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const COMMON = { source: { events: 'export/events_*.parquet' }, lookbackDays: 14, training: { snapshots: 1, C: 1 } };
const CONFIGS = {
  views: { ...COMMON, target: { event: 'view_item' } },
  // The same event with another horizon: told apart by its name.
  soon: { ...COMMON, target: { event: 'view_item', name: 'view soon' }, horizonDays: 3 },
  carts: { ...COMMON, target: { event: 'add_to_cart' } },
};
type Name = keyof typeof CONFIGS;
const TARGETS: Readonly<Record<Name, string>> = { views: 'view_item', soon: 'view soon', carts: 'add_to_cart' };
const NAMES = Object.keys(CONFIGS) as Name[];
const WEEKS = ['2025-02-03', '2025-02-06'] as const;

let workplace: Workplace;
/** The folder of the target, alone. */
const alone: Partial<Record<Name, Workplace>> = {};
beforeAll(async () => {
  workplace = await Workplace.create();
  expect((await workplace.run('simulate', '--users', '3000', '--days', '45', '--seed', '5')).exitCode).toBe(0);
  for (const name of NAMES) {
    await writeFile(join(workplace.folder, `${name}.json`), JSON.stringify(CONFIGS[name]));
    const other = await Workplace.create();
    const events = join(workplace.folder, 'export', 'events_*.parquet');
    const config = { ...CONFIGS[name], source: { events } };
    await writeFile(join(other.folder, 'propensity.config.json'), JSON.stringify(config));
    alone[name] = other;
  }
  // Turn by turn, as two weekly schedules would.
  for (const snapshot of WEEKS) {
    for (const name of NAMES) {
      const { exitCode, value } = await workplace.json('run', '--snapshot', snapshot, '--config', `${name}.json`);
      expect([name, snapshot, exitCode, value.error]).toEqual([name, snapshot, 0, undefined]);
      expect((await alone[name]!.json('run', '--snapshot', snapshot)).exitCode).toBe(0);
    }
  }
}, 300_000);
afterAll(async () => {
  for (const each of [workplace, ...Object.values(alone)]) await each.remove();
});

async function inWarehouse({ folder }: Workplace, sql: string) {
  const instance = await DuckDBInstance.create(join(folder, '.propensity', 'warehouse.duckdb'));
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe.each(NAMES)('of several targets in one warehouse: %s', (name) => {
  it('has the predictions, history and evaluations that it has in a warehouse of its own', async () => {
    for (const [table, columns, order] of [
      ['ma_predictions_table', 'user_id, proba, predicted_week, selected, horizon_days', 'user_id'],
      [
        'ma_predictions_history',
        'user_id, proba, predicted_week, event_count, horizon_days',
        'user_id, predicted_week',
      ],
      ['ma_prediction_runs', 'predicted_week, scored, overwritten, appended, kept', 'predicted_week'],
    ]) {
      const sql = `SELECT ${columns} FROM ${table} WHERE target = '${TARGETS[name]}' ORDER BY ${order}`;
      const rows = await inWarehouse(workplace, sql);
      expect(rows.length).toBeGreaterThan(1);
      expect(rows).toEqual(await inWarehouse(alone[name]!, sql));
    }
    const evaluated = async (of: Workplace, ...config: string[]) =>
      (await of.json('evaluate', ...config)).value.evaluated.map(
        ({ model, evaluated_at, ...week }: Record<string, unknown>) => week,
      );
    const weeks = await evaluated(workplace, '--config', `${name}.json`);
    expect(weeks.map((week: { predicted_week: string }) => week.predicted_week)).toEqual(WEEKS);
    expect(weeks).toEqual(await evaluated(alone[name]!));
  });

  it('is looked up by its name from any of the configurations', async () => {
    const [user] = await inWarehouse(
      workplace,
      `SELECT user_id, proba FROM ma_predictions_table WHERE target = '${TARGETS[name]}' ORDER BY proba DESC, user_id LIMIT 1`,
    );
    for (const config of NAMES) {
      const { value } = await workplace.json(
        ...['proba', String(user![0]), '--config', `${config}.json`, '--target', TARGETS[name]],
      );
      expect(value).toMatchObject({ user_id: user![0], proba: user![1], target: TARGETS[name] });
    }
    const own = await workplace.json('proba', String(user![0]), '--config', `${name}.json`, '--why');
    expect(own.value).toMatchObject({ proba: user![1], target: TARGETS[name], why: { reasons: expect.any(Array) } });
  });

  it('status speaks of its own models and predictions', async () => {
    const { value } = await workplace.json('status', '--config', `${name}.json`);
    expect(value.target.event).toBe(TARGETS[name]);
    const models = await inWarehouse(
      workplace,
      `SELECT model FROM ma_model_training_metadata WHERE target_event = '${TARGETS[name]}' ORDER BY training_date DESC`,
    );
    expect(value.model.model).toBe(models[0]![0]);
    expect(models.flat()).toContain(value.predictions.model);
  });
});

it('computes a snapshot once for all targets whose windows agree', async () => {
  const [[tables]] = (await inWarehouse(
    workplace,
    `SELECT COUNT(*) FROM duckdb_tables() WHERE table_name LIKE 'ma_features_%'`,
  )) as [[bigint]];
  const own = await Promise.all(
    NAMES.map((name) =>
      inWarehouse(alone[name]!, `SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'ma_features_%'`),
    ),
  );
  expect(Number(tables)).toBe(new Set(own.flat().map(String)).size);
  expect(Number(tables)).toBeLessThan(own.flat().length);
});

it('models lists all of them, with the champion of each', async () => {
  const { value } = await workplace.json('models', '--config', 'views.json');
  const champions = value.models.filter(({ champion }: { champion: boolean }) => champion);
  expect(champions.map(({ target }: { target: string }) => target).sort()).toEqual(Object.values(TARGETS).sort());
  const { out } = await workplace.run('models', '--config', 'views.json');
  for (const target of Object.values(TARGETS)) expect(out).toContain(target);
  const files = await readdir(join(workplace.folder, '.propensity', 'models'));
  expect(files.filter((file) => file.startsWith('view_soon-'))).toHaveLength(
    value.models.filter(({ target }: { target: string }) => target === 'view soon').length,
  );
});

it('says what there is not: another target explained, a target that nobody has, a horizon without a name', async () => {
  const [[user]] = (await inWarehouse(workplace, 'SELECT user_id FROM ma_predictions_table LIMIT 1')) as [[string]];
  const ask = async (...argv: string[]) => {
    const { exitCode, value } = await workplace.json('proba', user, '--config', 'views.json', ...argv);
    return [exitCode, value.error.code];
  };
  expect(await ask('--why', '--target', 'add_to_cart')).toEqual([2, 'another_target']);
  expect(await ask('--target', 'nobody_has_it')).toEqual([1, 'user_not_found']);
  await writeFile(join(workplace.folder, 'bare.json'), JSON.stringify({ ...CONFIGS.views, horizonDays: 3 }));
  const { exitCode, value } = await workplace.json('run', '--snapshot', WEEKS[1], '--config', 'bare.json');
  expect([exitCode, value.error.code]).toEqual([2, 'other_horizon']);
  expect(value.error.hint).toContain('"name": "view_item 3d"');
});
