import { cp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create(Date.UTC(2025, 2, 14, 12));
  await workplace.run('simulate', '--users', '1500', '--days', '70', '--seed', '5');
  await writeFile(path('propensity.config.json'), JSON.stringify(CONFIG));
  expect((await workplace.json('backfill', '--from', '2025-02-18', '--to', '2025-03-11')).exitCode).toBe(0);
  const { model } = (await workplace.json('models')).value.models[0];
  await workplace.json('models', 'pin', model);
  await workplace.json('models', 'unpin');
  await workplace.json('export', '--out', 'top.csv', '--top', '50', '--to', 'ads');
  await workplace.json('export', '--out', 'all.csv');
  // Makes the file that lookups are answered from.
  await workplace.json('proba', 'nobody');
  await cp(path('.propensity'), path('whole'), { recursive: true });
}, 240_000);
afterAll(() => workplace.remove());

const path = (name: string) => join(workplace.folder, name);

async function sql(...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path('.propensity/warehouse.duckdb'));
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

async function modelFile(): Promise<string> {
  const [name] = (await readdir(path('.propensity/models'))).sort();
  return path(`.propensity/models/${name}`);
}

/** Another byte in the middle of a file. */
async function damage(file: string, share = 0.5): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  const at = Math.floor(size * share);
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, at);
  await handle.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, at);
  await handle.close();
}

const servingFile = async () => {
  const name = (await readdir(path('.propensity'))).find((file) => file.endsWith('.serving'));
  return path(`.propensity/${name ?? 'no serving file'}`);
};
const OF_FIRST_WEEK = "predicted_week = DATE '2025-02-18'";
const ONE_OF_FIRST_WEEK = `${OF_FIRST_WEEK} AND user_id = (SELECT MIN(user_id) FROM ma_predictions_history WHERE ${OF_FIRST_WEEK})`;
const ONE_USER = 'user_id = (SELECT MIN(user_id) FROM ma_predictions_table)';
const replaceIn = (table: string, from: string, to: string, where = 'TRUE') =>
  `UPDATE ${table} SET result = regexp_replace(result, '${from}', '${to}') WHERE ${where}`;

/** By what has happened: how, where it is found, and what is said. */
const CORRUPTIONS: Readonly<Record<string, readonly [corrupt: () => Promise<void>, area: string, message: RegExp]>> = {
  'a byte of a model file is another': [async () => damage(await modelFile()), 'files', /Cannot be read/],
  'a model file is gone': [async () => rm(await modelFile()), 'files', /Cannot be read/],
  'a model file is an older one': [
    async () => {
      const [first, second] = (await readdir(path('.propensity/models'))).sort();
      await cp(path(`.propensity/models/${first}`), path(`.propensity/models/${second}`));
    },
    'files',
    /Cannot be read/,
  ],
  'the checksum of a model is another': [
    () => sql("UPDATE ma_model_training_metadata SET sha256 = repeat('a', 64)"),
    'files',
    /Cannot be read/,
  ],
  'a metric of a model is another': [
    () => sql('UPDATE ma_model_training_metadata SET roc_auc = roc_auc + 0.01'),
    'models',
    /roc_auc is .*; its record says/,
  ],
  'a metric of a model is another, in its record too': [
    () =>
      sql(
        'UPDATE ma_model_training_metadata SET brier = 0.5',
        replaceIn('ma_model_training_metadata', '"brier":[0-9.e-]+', '"brier":0.5'),
      ),
    'models',
    /Its file has another brier/,
  ],
  'a model is there twice': [
    () => sql('INSERT INTO ma_model_training_metadata SELECT * FROM ma_model_training_metadata LIMIT 1'),
    'tables',
    /1 keys are in it more than once/,
  ],
  'a model is gone': [
    () =>
      sql('DELETE FROM ma_model_training_metadata WHERE run_id = (SELECT MIN(run_id) FROM ma_model_training_metadata)'),
    'runs',
    /There is no model/,
  ],
  'the target of a model is another': [
    () => sql("UPDATE ma_model_training_metadata SET target_event = 'purchase'"),
    'models',
    /Its file predicts "view_item"/,
  ],
  'a current probability is another': [
    () => sql(`UPDATE ma_predictions_table SET proba = proba / 2 WHERE ${ONE_USER}`),
    'predictions',
    /The history has something else of 1 users/,
  ],
  'a current probability is no probability': [
    () => sql(`UPDATE ma_predictions_table SET proba = 1.5 WHERE ${ONE_USER}`),
    'predictions',
    /1 rows have no user, or no probability/,
  ],
  'a current prediction is gone': [
    () => sql(`DELETE FROM ma_predictions_table WHERE ${ONE_USER}`),
    'predictions',
    /The history has a newer prediction of 1 users/,
  ],
  'a current prediction is of an earlier week': [
    () =>
      sql(
        "UPDATE ma_predictions_table SET predicted_week = DATE '2025-02-11' WHERE predicted_week = DATE '2025-03-11'",
      ),
    'predictions',
    /not in the history/,
  ],
  'a current prediction is there twice': [
    () => sql(`INSERT INTO ma_predictions_table SELECT * FROM ma_predictions_table WHERE ${ONE_USER}`),
    'predictions',
    /rows are of \d+ users/,
  ],
  'a current prediction is of somebody who was never scored': [
    () => sql(`UPDATE ma_predictions_table SET user_id = 'somebody else' WHERE ${ONE_USER}`),
    'predictions',
    /1 user is not in the history/,
  ],
  'who is selected is another': [
    () => sql(`UPDATE ma_predictions_table SET selected = NOT selected WHERE ${ONE_USER}`),
    'predictions',
    /The history has something else of 1 users/,
  ],
  'a probability of an old week is another': [
    () => sql(`UPDATE ma_predictions_history SET proba = proba * 0.999 WHERE ${ONE_OF_FIRST_WEEK}`),
    'history',
    /Its scores are not those that were published/,
  ],
  'the probabilities of an old week have changed places': [
    () =>
      sql(`UPDATE ma_predictions_history AS h SET proba = other.proba FROM (
        SELECT user_id, LEAD(proba, 1, (SELECT FIRST(proba ORDER BY user_id) FROM ma_predictions_history WHERE ${OF_FIRST_WEEK})) OVER (ORDER BY user_id) AS proba
        FROM ma_predictions_history WHERE ${OF_FIRST_WEEK}
      ) AS other WHERE h.user_id = other.user_id AND h.${OF_FIRST_WEEK}`),
    'history',
    /Its scores are not those that were published/,
  ],
  'a row of an old week is gone': [
    () => sql(`DELETE FROM ma_predictions_history WHERE ${ONE_OF_FIRST_WEEK}`),
    'history',
    /rows; the run scored/,
  ],
  'a row of an old week is there twice': [
    () => sql(`INSERT INTO ma_predictions_history SELECT * FROM ma_predictions_history WHERE ${ONE_OF_FIRST_WEEK}`),
    'history',
    /rows are of \d+ users/,
  ],
  'an old week is gone': [
    () => sql(`DELETE FROM ma_predictions_history WHERE ${OF_FIRST_WEEK}`),
    'history',
    /It has no rows; the run scored/,
  ],
  'a week of the history is of another run': [
    () => sql(`UPDATE ma_predictions_history SET run_id = 'another' WHERE ${OF_FIRST_WEEK}`),
    'history',
    /which did not publish that week/,
  ],
  'a run is gone': [
    () => sql(`DELETE FROM ma_prediction_runs WHERE ${OF_FIRST_WEEK}`),
    'history',
    /which did not publish that week/,
  ],
  'a count of a run is another': [
    () => sql(`UPDATE ma_prediction_runs SET scored = scored + 1 WHERE ${OF_FIRST_WEEK}`),
    'runs',
    /scored is \d+; its record says \d+/,
  ],
  'a run is marked in-sample': [
    () => sql(`UPDATE ma_prediction_runs SET in_sample = TRUE WHERE ${OF_FIRST_WEEK}`),
    'runs',
    /It is marked in-sample, and should not be/,
  ],
  'the record of a run cannot be read': [
    () => sql(`UPDATE ma_prediction_runs SET result = '{"job":' WHERE ${OF_FIRST_WEEK}`),
    'runs',
    /Its record cannot be read/,
  ],
  'a count of an evaluation is another': [
    () => sql(`UPDATE ma_model_evaluation SET tp = tp + 1 WHERE ${OF_FIRST_WEEK}`),
    'evaluations',
    /tp is \d+; its record says \d+/,
  ],
  'a metric of an evaluation is another, in its record too': [
    () =>
      sql(
        `UPDATE ma_model_evaluation SET recall = 0.9876 WHERE ${OF_FIRST_WEEK}`,
        replaceIn('ma_model_evaluation', '"recall":[0-9.e-]+', '"recall":0.9876', OF_FIRST_WEEK),
      ),
    'evaluations',
    /recall is 0\.9876; by its counts it is/,
  ],
  'an evaluation is of a week that was not predicted': [
    () => sql(`UPDATE ma_model_evaluation SET predicted_week = DATE '2025-01-07' WHERE ${OF_FIRST_WEEK}`),
    'evaluations',
    /predicted_week is 2025-01-07; its record says 2025-02-18/,
  ],
  'a decision is gone': [
    () => sql('DELETE FROM ma_model_changes WHERE sequence = 1'),
    'decisions',
    /It stands where decision 1 should/,
  ],
  'a decision is about another model': [
    () => sql("UPDATE ma_model_changes SET model = 'another' WHERE sequence = 2"),
    'decisions',
    /There is no model another/,
  ],
  'an export is gone': [
    () => sql("DELETE FROM ma_exports WHERE destination = 'ads'"),
    'exports',
    /50 users of ads are of an export that there was not/,
  ],
  'an export is there twice': [
    () => sql("INSERT INTO ma_exports SELECT * FROM ma_exports WHERE destination = 'ads'"),
    'tables',
    /1 keys are in it more than once/,
  ],
  'a destination was given more users than its export had': [
    () =>
      sql(
        "INSERT INTO ma_exported_scores SELECT * REPLACE ('of nobody' AS user_id) FROM ma_exported_scores WHERE destination = 'ads' LIMIT 1",
      ),
    'exports',
    /51 users are of it; it had 50/,
  ],
  'a row of a feature snapshot is gone': [
    async () => {
      const instance = await DuckDBInstance.create(path('.propensity/warehouse.duckdb'));
      const connection = await instance.connect();
      const tables = await connection.runAndReadAll('SELECT MIN(table_name) FROM ma_feature_snapshots');
      await connection.run(`DELETE FROM "${tables.getRows()[0]![0]}" WHERE rowid = 0`);
      connection.closeSync();
      instance.closeSync();
    },
    'snapshots',
    /rows; it was made with/,
  ],
  'a page of the file for lookups is another': [async () => damage(await servingFile(), 0.1), 'files', /is damaged/],
  'the end of the file for lookups is another': [async () => damage(await servingFile(), 0.999), 'files', /is damaged/],
};

describe('verify', () => {
  it('finds nothing where nothing is off', async () => {
    const { exitCode, value } = await workplace.json('verify');
    expect([exitCode, value.ok, value.faults]).toEqual([0, true, []]);
    const counts = Object.fromEntries(value.checked.map(({ area, count }: Record<string, unknown>) => [area, count]));
    expect(counts).toMatchObject({ runs: 4, decisions: 2, evaluations: 3, exports: 2 });
    expect(counts.predictions).toBeGreaterThan(500);
    expect(counts.history).toBeGreaterThan(counts.predictions);
  });

  it.each(Object.entries(CORRUPTIONS))('finds that %s', async (_, [corrupt, area, message]) => {
    await rm(path('.propensity'), { recursive: true });
    await cp(path('whole'), path('.propensity'), { recursive: true });
    await corrupt();
    const { exitCode, value } = await workplace.json('verify');
    expect([exitCode, value.ok]).toEqual([3, false]);
    const found: { area: string; message: string }[] = value.faults;
    const meant = found.filter((fault) => fault.area === area && message.test(fault.message));
    expect(meant, JSON.stringify(found.slice(0, 5))).not.toEqual([]);
  });

  it('says so on a screen, and changes nothing', async () => {
    await rm(path('.propensity'), { recursive: true });
    await cp(path('whole'), path('.propensity'), { recursive: true });
    await sql('UPDATE ma_model_evaluation SET tp = tp + 1');
    const files = async () => readFile(path('.propensity/warehouse.duckdb'));
    const before = await files();
    const { out, exitCode } = await workplace.run('verify');
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^✗ 3 things are off\n/);
    expect(out).toContain('evaluated weeks\n  ✗ 2025-02-18 view_item-');
    expect((await files()).equals(before)).toBe(true);
  });
});
