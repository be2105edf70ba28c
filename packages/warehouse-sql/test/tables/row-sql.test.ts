import type { DuckDBConnection } from '@duckdb/node-api';
import { METRICS, type MetricName } from '@propensity/core/metrics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addColumnsSql,
  createTableSql,
  DEFAULT_TABLE_NAMES,
  duckdbDialect,
  MODEL_EVALUATION,
  modelRecordRow,
  modelRecordsSql,
  predictionRunRow,
  predictionRunsSql,
  replaceRowsSql,
  type SqlRow,
  TABLE_DEFINITIONS,
  type TableDefinition,
  type TableNames,
  weekEvaluationRow,
  weekEvaluationsSql,
} from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
  for (const key of Object.keys(DEFAULT_TABLE_NAMES) as (keyof TableNames)[]) {
    const sql = createTableSql(duckdbDialect, DEFAULT_TABLE_NAMES[key], TABLE_DEFINITIONS[key]);
    await connection.run(sql);
    await connection.run(sql);
  }
});
afterAll(() => connection.closeSync());

async function put(name: string, definition: TableDefinition, rows: readonly SqlRow[]): Promise<void> {
  for (const sql of replaceRowsSql(duckdbDialect, name, definition, rows)) await connection.run(sql);
}

const counts = { rows: 3, users: 2, positives: 1 };
const interval = { roc_auc: [0.1, 0.9] } as const;
// Every metric of the list with a value of its own.
const metrics = Object.fromEntries(METRICS.map(({ name }, index) => [name, 1 / (index + 3)])) as Record<
  MetricName,
  number
>;
const scores = { ...metrics, average_precision: null, brier: 5e-324, ece: 0, lift_at_1: null, intervals: interval };

test('a training record comes back as it was, newest first, and once however often it is put', async () => {
  const record = (runId: string, trainingDate: string, more: object = {}) => ({
    runId,
    trainingDate,
    trainedAt: '2025-02-01T10:00:00.500Z',
    model: "it's",
    fileNameInBucket: 'm.json',
    sha256: 'f00',
    status: 'champion' as const,
    targetEvent: 'purchase',
    lookbackDays: 60,
    horizonDays: 7,
    configHash: 'c',
    featureHash: 'f',
    codeVersion: '1',
    allowedMissingDays: ['2025-01-01'],
    result: {
      job: 'modelTraining' as const,
      run_id: runId,
      snapshot: trainingDate,
      model: "it's",
      status: 'champion' as const,
      reasons: ["first; it's \\ better"],
      metrics: { ...scores, threshold: 0.2 },
      simple_rule: { roc_auc: 0.5, average_precision: 0.1 },
      counts,
      train: counts,
      test: counts,
      artifact: { name: 'm', sha256: 'f00' },
      ...more,
    },
  });
  const refit = { snapshots: ['2025-01-08', '2025-01-01'], counts };
  const table = DEFAULT_TABLE_NAMES.modelTrainingMetadata;
  const [older, newer] = [record('a', '2025-01-01'), record('b', '2025-01-08', { refit })];
  for (const each of [older, newer, older]) {
    await put(table, TABLE_DEFINITIONS.modelTrainingMetadata, [
      modelRecordRow(each as Parameters<typeof modelRecordRow>[0]),
    ]);
  }
  const found = await rowsOf(connection, modelRecordsSql(duckdbDialect, table));
  expect(found.map((row) => [row.run_id, row.training_date, row.trained_at])).toEqual([
    ['b', '2025-01-08', '2025-02-01T10:00:00.500Z'],
    ['a', '2025-01-01', '2025-02-01T10:00:00.500Z'],
  ]);
  expect(JSON.parse(String(found[1]!.result))).toEqual(older.result);
  expect(JSON.parse(String(found[1]!.allowed_missing_days_json))).toEqual(['2025-01-01']);
  expect(
    await rowsOf(connection, `SELECT roc_auc, brier, lift_at_1, test_positives FROM ${table} WHERE run_id = 'a'`),
  ).toEqual([{ roc_auc: metrics.roc_auc, brier: 5e-324, lift_at_1: null, test_positives: '1' }]);
  const refits = await rowsOf(connection, `SELECT refit_json FROM ${table} ORDER BY run_id`);
  expect(refits.map(({ refit_json }) => JSON.parse(String(refit_json)))).toEqual([null, refit]);
});

test('a published run comes back as it was', async () => {
  const run = {
    runId: 'r',
    target: 'purchase',
    snapshot: '2025-01-08',
    model: 'm',
    sha256: 'f00',
    predictedAt: '2025-01-08T06:00:00.000Z',
    inSample: true,
    horizonDays: 7,
    allowedMissingDays: [],
    result: {
      job: 'predictions' as const,
      run_id: 'r',
      snapshot: '2025-01-08',
      model: 'm',
      in_sample: true,
      counts: { scored: 3, overwritten: 1, appended: 2, kept: 0, selected: 2 },
    },
  };
  await put(DEFAULT_TABLE_NAMES.predictionRuns, TABLE_DEFINITIONS.predictionRuns, [predictionRunRow(run)]);
  const [row] = await rowsOf(connection, predictionRunsSql(duckdbDialect, DEFAULT_TABLE_NAMES.predictionRuns));
  expect(row).toMatchObject({
    run_id: 'r',
    predicted_week: '2025-01-08',
    predicted_at: run.predictedAt,
    in_sample: true,
    target: 'purchase',
  });
  expect(JSON.parse(String(row!.result))).toEqual(run.result);
});

test('weeks are replaced by week and model, all at once', async () => {
  const week = (predicted_week: string, model: string, n: number) => ({
    ...scores,
    predicted_week,
    model,
    evaluated_at: '2025-02-01T00:00:00.000Z',
    n,
    positives: 1,
    tp: 1,
    tn: 2,
    fp: 3,
    fn: 4,
    at_threshold: { ...metrics, threshold: 0.1, tp: 1, tn: 2, fp: 3, fn: 4 },
    simple_rule: { roc_auc: 0.5, average_precision: 0.1 },
    reachable_share: null,
    label_completeness: 1,
    provisional: false,
    in_sample: false,
    deciles: [{ n: 1, positives: 0, mean_proba: 0.1 }],
    notes: ['few'],
  });
  const table = DEFAULT_TABLE_NAMES.modelEvaluation;
  const rows = (...weeks: ReturnType<typeof week>[]) =>
    weeks.map((each) => weekEvaluationRow(each as Parameters<typeof weekEvaluationRow>[0], 'purchase'));
  await put(
    table,
    MODEL_EVALUATION,
    rows(week('2025-01-13', 'm', 1), week('2025-01-06', 'n', 2), week('2025-01-06', 'm', 3)),
  );
  await put(table, MODEL_EVALUATION, rows(week('2025-01-06', 'n', 20)));
  await put(table, MODEL_EVALUATION, []);
  const found = await rowsOf(connection, weekEvaluationsSql(duckdbDialect, table));
  expect(found.map((row) => JSON.parse(String(row.result)))).toEqual([
    week('2025-01-06', 'm', 3),
    week('2025-01-06', 'n', 20),
    week('2025-01-13', 'm', 1),
  ]);
});

const trained = (values: object) =>
  modelRecordRow({
    runId: 'r',
    result: { metrics: values, train: counts, test: counts, reasons: [] },
  } as unknown as Parameters<typeof modelRecordRow>[0]);
const evaluated = (values: object) =>
  weekEvaluationRow(
    { ...values, at_threshold: values, simple_rule: {} } as Parameters<typeof weekEvaluationRow>[0],
    'purchase',
  );

describe.each([
  ['modelTrainingMetadata', trained],
  ['modelEvaluation', evaluated],
] as const)('%s', (key, rowOf) => {
  test.each(METRICS)('has a column for $name, with the value of the result', ({ name, column }) => {
    expect(TABLE_DEFINITIONS[key].columns).toContainEqual({ name, type: column });
    expect(rowOf(metrics)[name]).toBe(metrics[name]);
    expect(rowOf({ ...metrics, [name]: null })[name]).toBeNull();
    // A version that did not know it.
    expect(rowOf({ ...metrics, [name]: undefined })[name]).toBeNull();
  });

  test('has a column once', () => {
    const names = TABLE_DEFINITIONS[key].columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('a row without a column is refused before anything runs', () => {
  expect(() => replaceRowsSql(duckdbDialect, 't', MODEL_EVALUATION, [{ model: 'm' }])).toThrow(
    expect.objectContaining({ code: 'bad_row' }),
  );
});

test('a table of an earlier version gets the columns it lacks, however often it is asked for', async () => {
  await connection.run("CREATE TABLE older AS SELECT 'm' AS model, DATE '2025-01-06' AS predicted_week");
  const missing = addColumnsSql(duckdbDialect, 'older', MODEL_EVALUATION, ['model', 'predicted_week']);
  expect(missing).toHaveLength(MODEL_EVALUATION.columns.length - 2);
  for (const sql of [...missing, ...missing]) await connection.run(sql);
  const found = await rowsOf(connection, 'SELECT * FROM older');
  expect(Object.keys(found[0]!).sort()).toEqual(MODEL_EVALUATION.columns.map(({ name }) => name).sort());
  expect(found[0]).toMatchObject({ model: 'm', predicted_week: '2025-01-06', roc_auc: null });
  expect(addColumnsSql(duckdbDialect, 'older', MODEL_EVALUATION, Object.keys(found[0]!))).toEqual([]);
});
