import type { Ga4UserId } from '@propensity/core/config';
import { expect, test } from 'vitest';
import { duckdbDialect } from '../../src/index.js';
import { cellsOf, createDays, sorted } from '../support/both-engines.js';
import { openDuckdb } from '../support/open-duckdb.js';
import { QUESTION_EXPORT, QUESTION_WINDOWS } from '../support/question-export.js';
import { questionStatements } from '../support/question-statements.js';

const [DAY] = QUESTION_EXPORT;
const START = Date.parse(`${QUESTION_WINDOWS.snapshot}T00:00:00Z`) * 1000;
type Row = {
  readonly event_timestamp: number;
  readonly user_id: string | null;
  readonly user_pseudo_id: string | null;
};
const ROWS = DAY!.rows as readonly Row[];

const WHO: readonly Ga4UserId[] = [
  'user_id',
  { field: 'user_id', fallback: 'user_pseudo_id' },
  { userProperty: 'plan', fallback: 'user_pseudo_id' },
];

async function featuresOf(userId: (typeof WHO)[number], rows: readonly Row[]) {
  const connection = await openDuckdb();
  const relations = await createDays(connection, [{ ...DAY!, rows }]);
  const { features } = questionStatements({ source: { userId } });
  const found = await cellsOf(connection, features(duckdbDialect, relations));
  connection.closeSync();
  return sorted(found);
}

test.each(WHO)('no row of features by %j changes when people sign in later', async (userId) => {
  const before = ROWS.filter(({ event_timestamp }) => event_timestamp < START);
  const features = await featuresOf(userId, before);
  expect(features.length).toBeGreaterThan(1);
  // On every device somebody new signs in, from the first moment of S on.
  const later = ROWS.map((row, index) => ({ ...row, event_timestamp: START + index, user_id: `later-${index % 3}` }));
  expect(await featuresOf(userId, [...before, ...later])).toEqual(features);
});

test('a person is one row, however many devices they used', async () => {
  const rows = await featuresOf('user_id', ROWS);
  const ids = rows.map(({ user_id }) => user_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(rows.find(({ user_id }) => user_id === 'ann')).toMatchObject({ event_count: 5 });
});
