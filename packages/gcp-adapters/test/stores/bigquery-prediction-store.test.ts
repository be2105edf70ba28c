import { googlesqlDialect, PREDICTIONS } from '@propensity/warehouse-sql';
import { expect, it } from 'vitest';
import { faultError } from '../../src/clients/google-error.js';
import type { SqlJobs } from '../../src/jobs/sql-jobs.js';
import type { Statement } from '../../src/jobs/statement.js';
import { BigQueryPredictionStore } from '../../src/stores/bigquery-prediction-store.js';
import { BigQueryWarehouse } from '../../src/warehouse/bigquery-warehouse.js';

const FOUND = { user_id: 'u', proba: 0.25, predicted_week: '2026-02-03', predicted_at: '2026-02-03T06:00:00Z' };

/** A store whose lookups `answer` takes; it has nothing else. */
function storeOn(answer: (statement: Statement) => unknown[]): BigQueryPredictionStore {
  const jobs = { lookup: async (statement: Statement) => answer(statement) } as unknown as SqlJobs;
  const work = { dataset: 'd_work', location: 'EU' };
  const warehouse = new BigQueryWarehouse({ api: undefined as never, jobs, project: 'p', dataset: 'd', work });
  const nothing = undefined as never;
  return new BigQueryPredictionStore(
    warehouse,
    nothing,
    nothing,
    () => '',
    async () => [],
  );
}

const refusal = (message: string) => faultError({ status: 400, reason: 'invalidQuery', message });

it('finds a user in a table that an earlier version made, without asking for a column that it lacks', async () => {
  const asked: string[] = [];
  const store = storeOn(({ sql }) => {
    asked.push(sql);
    if (asked.length === 1) throw refusal('Unrecognized name: target at [1:150]');
    if (asked.length === 2) throw refusal('Unrecognized name: selected at [1:150]');
    return [{ ...FOUND, selected: null }];
  });
  expect(await store.find('u', 'purchase')).toEqual({ ...FOUND, selected: null });
  expect(asked.map((sql) => sql.includes('CAST(NULL AS BOOL) AS selected'))).toEqual([false, false, true]);
  // Such a table holds one target: that of the oldest model.
  expect(asked.map((sql) => sql.includes('@target = (SELECT MIN(target_event)'))).toEqual([false, true, true]);
  expect(PREDICTIONS.columns.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['selected', 'target', 'horizon_days']),
  );
  expect(googlesqlDialect.typeNames.boolean).toBe('BOOL');
});

it('finds nobody before anything was published, and passes every other error on', async () => {
  const missing = faultError({ status: 404, reason: 'notFound', message: 'Not found: Table p:d.ma_predictions_table' });
  const failing = (error: Error) =>
    storeOn(() => {
      throw error;
    });
  expect(await failing(missing).find('u', 'purchase')).toBeNull();
  const other = refusal('Unrecognized name: proba at [1:20]');
  await expect(failing(other).find('u', 'purchase')).rejects.toBe(other);
});
