import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const WEEKS = ['2025-03-03', '2025-03-08'] as const;
const CONTACTS = [100, 200, 400, 800, 1600];
const USER_IDS = {
  device: 'user_pseudo_id',
  person: { field: 'user_id', fallback: 'user_pseudo_id' },
} as const;
type Unit = keyof typeof USER_IDS;

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create(Date.UTC(2025, 2, 20, 12));
  const simulated = ['simulate', '--users', '8000', '--days', '75', '--seed', '4', '--sign-ins'];
  expect((await workplace.run(...simulated)).exitCode).toBe(0);
  for (const unit of ['device', 'person'] as const) {
    const config = {
      source: { events: 'export/events_*.parquet', userId: USER_IDS[unit] },
      target: { event: 'purchase', name: unit },
      lookbackDays: 28,
      training: { snapshots: 4 },
    };
    await writeFile(join(workplace.folder, `${unit}.json`), JSON.stringify(config));
    for (const snapshot of WEEKS) {
      const { exitCode, value } = await workplace.json('run', '--snapshot', snapshot, '--config', `${unit}.json`);
      expect([exitCode, value.error]).toEqual([0, undefined]);
    }
  }
}, 300_000);
afterAll(() => workplace?.remove());

/** Of the people who use the devices, or are the persons, of the highest scores: how many convert within the week. */
async function convertersReached(unit: Unit, week: string, contacts: number): Promise<number> {
  const instance = await DuckDBInstance.create(join(workplace.folder, '.propensity', 'warehouse.duckdb'));
  const connection = await instance.connect();
  const truth = (name: string) => `'${join(workplace.folder, 'export', 'truth', name)}'`;
  try {
    const reader = await connection.runAndReadAll(`SET TimeZone = 'UTC';
WITH contacted AS (
  SELECT user_id FROM ma_predictions_history WHERE target = '${unit}' AND predicted_week = '${week}'
  ORDER BY proba DESC, user_id LIMIT ${contacts}
), used AS (
  SELECT user_pseudo_id, arg_max(person_id, events) AS person_id FROM ${truth('devices.parquet')} GROUP BY 1
), reached AS (
  SELECT DISTINCT coalesce(used.person_id, user_id) AS person_id FROM contacted LEFT JOIN used ON user_pseudo_id = user_id
)
SELECT count(DISTINCT person_id) FROM reached SEMI JOIN (
  SELECT person_id FROM ${truth('conversions.parquet')}
  WHERE to_timestamp(event_timestamp / 1e6) >= TIMESTAMPTZ '${week} 00:00:00+00'
    AND to_timestamp(event_timestamp / 1e6) < TIMESTAMPTZ '${week} 00:00:00+00' + INTERVAL 7 DAY
) AS converted USING (person_id)`);
    return Number(reader.getRows()[0]![0]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it('with as many contacts, scores of people reach at least 2 % more converters than scores of their devices', async () => {
  const reached = { device: 0, person: 0 };
  for (const unit of ['device', 'person'] as const) {
    for (const week of WEEKS) {
      for (const contacts of CONTACTS) reached[unit] += await convertersReached(unit, week, contacts);
    }
  }
  console.log('converters reached, over two weeks and five numbers of contacts:', reached);
  expect(reached.device).toBeGreaterThan(500);
  expect(reached.person / reached.device).toBeGreaterThan(1.02);
});

it('people are ranked better than devices are, by .02 of ROC AUC or more in each week', async () => {
  const auc = async (unit: Unit) => {
    const { value } = await workplace.json('evaluate', '--config', `${unit}.json`);
    expect(value.evaluated).toHaveLength(WEEKS.length);
    return value.evaluated.map(({ roc_auc }: { roc_auc: number }) => roc_auc) as number[];
  };
  const [devices, people] = [await auc('device'), await auc('person')];
  console.log('ROC AUC by week:', { devices, people });
  for (const [index] of WEEKS.entries()) expect(people[index]! - devices[index]!).toBeGreaterThan(0.02);
});
