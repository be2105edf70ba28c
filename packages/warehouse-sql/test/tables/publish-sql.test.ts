import type { DuckDBConnection } from '@duckdb/node-api';
import { selectedUsers } from '@propensity/core/decisions';
import type { PredictionRun } from '@propensity/core/ports';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  appendHistorySql,
  createTableSql,
  currentPredictionSql,
  duckdbDialect,
  lastSelectedSql,
  outcomesSql,
  PREDICTIONS,
  PREDICTIONS_HISTORY,
  type PublishTables,
  predictionCountsSql,
  queryRelation,
  replacePredictionsSql,
  selectedSql,
  stagedChecksSql,
  upsertPredictionsSql,
} from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

const TABLES: PublishTables = {
  staging: 'staging',
  predictions: 'main.predictions',
  predictionsHistory: 'history-1',
  shadowPredictions: 'shadow-1',
};
const run = (snapshot: string, model = "model 'x'"): PredictionRun => ({
  runId: `predictions ${snapshot}`,
  target: "the 'target'",
  snapshot,
  model,
  sha256: 'f00',
  predictedAt: `${snapshot}T06:00:00.120Z`,
  inSample: false,
  horizonDays: 7,
  allowedMissingDays: [],
  selection: { threshold: 0.3 },
});

let connection: DuckDBConnection;
beforeEach(async () => {
  connection?.closeSync();
  connection = await openDuckdb();
  await connection.run(createTableSql(duckdbDialect, TABLES.predictions, PREDICTIONS));
  await connection.run(createTableSql(duckdbDialect, TABLES.predictionsHistory, PREDICTIONS_HISTORY));
});
afterAll(() => connection.closeSync());

type Scores = Readonly<Record<string, number>>;

/** Fills the staging table; a number that is not finite is written as it is called. */
async function stage(rows: readonly (readonly [user: string | null, proba: string])[]): Promise<void> {
  await connection.run(
    `DROP TABLE IF EXISTS staging; CREATE TABLE staging (user_id VARCHAR, proba DOUBLE, event_count BIGINT)`,
  );
  if (rows.length === 0) return;
  const values = rows.map(
    ([user, proba], i) => `(${user === null ? 'NULL' : duckdbDialect.string(user)}, ${proba}, ${i})`,
  );
  await connection.run(`INSERT INTO staging VALUES ${values.join(', ')}`);
}

type Statements = (run: PredictionRun, selected: string) => readonly string[];

/** The condition of a run's selection on what is staged. */
async function selecting({ selection }: PredictionRun): Promise<string> {
  if ('threshold' in selection) return selectedSql(duckdbDialect, selection, null);
  const [last] = await rowsOf(connection, lastSelectedSql(duckdbDialect, TABLES.staging, selection.topUsers));
  if (last === undefined) return selectedSql(duckdbDialect, selection, null);
  const [proba, userId] = [duckdbDialect.float(Number(last.proba)), duckdbDialect.string(String(last.user_id))];
  return selectedSql(duckdbDialect, selection, { proba, userId });
}

async function publishBy(statements: Statements, scores: Scores, at: PredictionRun) {
  await stage(Object.entries(scores).map(([user, proba]) => [user, duckdbDialect.float(proba)]));
  const selected = await selecting(at);
  const [counts] = await rowsOf(connection, predictionCountsSql(duckdbDialect, TABLES, at.target, selected));
  const history = appendHistorySql(duckdbDialect, TABLES, at, selected);
  for (const sql of [...statements(at, selected), ...history]) await connection.run(sql);
  return Object.fromEntries(Object.entries(counts!).map(([name, count]) => [name, Number(count)]));
}

const upsert: Statements = (at, selected) => [upsertPredictionsSql(duckdbDialect, TABLES, at, selected)];
const replace: Statements = (at, selected) => replacePredictionsSql(duckdbDialect, TABLES, at, selected);
const publish = (scores: Scores, at: PredictionRun) => publishBy(upsert, scores, at);

const current = () =>
  rowsOf(
    connection,
    'SELECT user_id, proba, CAST(predicted_week AS VARCHAR) AS week, selected FROM predictions ORDER BY user_id',
  );

describe.each([
  ['one statement', upsert],
  ['two statements', replace],
])('publishing by %s', (_how, statements) => {
  const publish = (scores: Scores, at: PredictionRun) => publishBy(statements, scores, at);

  test('overwrites, appends and keeps, and says how many', async () => {
    expect(await publish({ a: 0.1, b: 0.2 }, run('2025-01-06'))).toEqual({
      scored: 2,
      overwritten: 0,
      appended: 2,
      kept: 0,
      selected: 0,
    });
    expect(await publish({ b: 0.3, c: 0.4 }, run('2025-01-13'))).toEqual({
      scored: 2,
      overwritten: 1,
      appended: 1,
      kept: 1,
      selected: 2,
    });
    expect(await current()).toEqual([
      { user_id: 'a', proba: 0.1, week: '2025-01-06', selected: false },
      { user_id: 'b', proba: 0.3, week: '2025-01-13', selected: true },
      { user_id: 'c', proba: 0.4, week: '2025-01-13', selected: true },
    ]);
  });

  test('selects the users of the highest probabilities, up to the capacity, in the table and in the history', async () => {
    const userId = fc.string({ unit: fc.constantFrom('a', 'B', 'é', '\uffee', '💙'), minLength: 1, maxLength: 3 });
    // Few different probabilities, so that ties are cut.
    const proba = fc.constantFrom(0, 0.1, 0.1 + Number.EPSILON, 0.5, 1);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ userId, proba }), { minLength: 1, selector: (user) => user.userId }),
        fc.integer({ min: 1, max: 12 }),
        async (batch, topUsers) => {
          await connection.run('DELETE FROM predictions; DELETE FROM "history-1"');
          const at = { ...run('2025-01-06'), selection: { topUsers } };
          const scores = Object.fromEntries(batch.map((user) => [user.userId, user.proba]));
          const { selected } = await publishBy(statements, scores, at);
          const expected = [...selectedUsers(batch, at.selection)].sort();
          expect(expected).toHaveLength(Math.min(topUsers, batch.length));
          expect(selected).toBe(expected.length);
          for (const table of ['predictions', '"history-1"']) {
            const rows = await rowsOf(connection, `SELECT user_id FROM ${table} WHERE selected`);
            expect(rows.map((row) => String(row.user_id)).sort()).toEqual(expected);
          }
        },
      ),
      { numRuns: 30, seed: 20261123 },
    );
  });

  test('the same run again changes nothing; an older snapshot overwrites nobody', async () => {
    await publish({ a: 0.1 }, run('2025-01-13'));
    const history = () => rowsOf(connection, 'SELECT * FROM "history-1" ORDER BY ALL');
    const before = [await current(), await history()];
    await publish({ a: 0.1 }, run('2025-01-13'));
    expect([await current(), await history()]).toEqual(before);
    await publish({ a: 0.9, b: 0.5 }, run('2025-01-06'));
    expect((await current()).map((row) => row.proba)).toEqual([0.1, 0.5]);
  });

  test('any sequence of weeks, in order, leaves everybody with the last score', async () => {
    const scores = fc.dictionary(
      fc.constantFrom('a', 'b', "o'c", 'ü', ' '),
      fc.double({ min: 0, max: 1, noNaN: true }),
      {
        minKeys: 1,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scores, { maxLength: 4 }), async (weeks) => {
        await connection.run('DELETE FROM predictions; DELETE FROM "history-1"');
        const expected = new Map<string, number>();
        let rows = 0;
        for (const [i, week] of weeks.entries()) {
          const users = Object.keys(week);
          const known = users.filter((user) => expected.has(user)).length;
          expect(await publish(week, run(`2025-01-0${i + 1}`))).toEqual({
            scored: users.length,
            overwritten: known,
            appended: users.length - known,
            kept: expected.size - known,
            selected: users.filter((user) => week[user]! >= 0.3).length,
          });
          for (const user of users) expected.set(user, week[user]!);
          rows += users.length;
        }
        expect(new Map((await current()).map((row) => [String(row.user_id), Number(row.proba)]))).toEqual(expected);
        expect(await rowsOf(connection, 'SELECT COUNT(*) AS n FROM "history-1"')).toEqual([{ n: String(rows) }]);
      }),
      { numRuns: 25, seed: 20261123 },
    );
  });
});

describe('the checks of a batch', () => {
  const CLEAN = { duplicate_users: '0', null_users: '0', bad_probabilities: '0', missing_users: '0' };
  beforeEach(async () => {
    await connection.run("CREATE TABLE snapshot AS SELECT UNNEST(['a', 'b']) AS user_id");
  });

  test.each<[string, (readonly [string | null, string])[], object]>([
    [
      'nothing wrong',
      [
        ['a', '0'],
        ['b', '1'],
      ],
      {},
    ],
    [
      'a user twice',
      [
        ['a', '0.5'],
        ['b', '0.5'],
        ['a', '0.6'],
      ],
      { duplicate_users: '1' },
    ],
    [
      'no user',
      [
        ['a', '0.5'],
        ['b', '0.5'],
        [null, '0.5'],
        ['', '0.5'],
      ],
      { null_users: '2' },
    ],
    ['somebody left out', [['a', '0.5']], { missing_users: '1' }],
    [
      'NULL',
      [
        ['a', 'NULL'],
        ['b', '0.5'],
      ],
      { bad_probabilities: '1' },
    ],
    [
      'NaN',
      [
        ['a', "'nan'"],
        ['b', '0.5'],
      ],
      { bad_probabilities: '1' },
    ],
    [
      'infinity',
      [
        ['a', "'inf'"],
        ['b', '0.5'],
      ],
      { bad_probabilities: '1' },
    ],
    [
      'out of range',
      [
        ['a', '-1e-9'],
        ['b', '1.0000001'],
      ],
      { bad_probabilities: '2' },
    ],
    ['nothing at all', [], { missing_users: '2' }],
  ])('%s', async (_what, rows, found) => {
    await stage(rows);
    expect(await rowsOf(connection, stagedChecksSql(duckdbDialect, 'staging', 'snapshot'))).toEqual([
      { row_count: String(rows.length), ...CLEAN, ...found },
    ]);
  });
});

test('a user is found with the week and the moment of the score', async () => {
  await publish({ "o'c": 0.25 }, run('2025-01-06'));
  await publish({ "o'c": 0.75 }, { ...run('2025-01-06'), target: 'other' });
  const find = (user: string, target = run('').target) => {
    const [user_, target_] = [user, target].map(duckdbDialect.string) as [string, string];
    return rowsOf(connection, currentPredictionSql(duckdbDialect, TABLES.predictions, user_, target_));
  };
  expect(await find("o'c")).toEqual([
    {
      user_id: "o'c",
      proba: 0.25,
      predicted_week: '2025-01-06',
      predicted_at: '2025-01-06T06:00:00.120Z',
      model: "model 'x'",
      target: "the 'target'",
      horizon_days: '7',
      selected: false,
    },
  ]);
  expect(await find("o'c", 'other')).toMatchObject([{ proba: 0.75, target: 'other', selected: true }]);
  expect(await find("' OR TRUE --")).toEqual([]);
  expect(await find("o'c", 'none')).toEqual([]);
});

test('a week is joined with what happened: who did not come back counts as 0', async () => {
  await publish({ a: 0.1, b: 0.2 }, run('2025-01-06'));
  await publish({ a: 0.7 }, run('2025-01-06', 'other'));
  await publish({ a: 0.9 }, run('2025-01-13'));
  const labels = queryRelation("SELECT UNNEST(['b', 'stranger']) AS user_id");
  const history = TABLES.predictionsHistory;
  const sql = outcomesSql({ dialect: duckdbDialect, history, week: '2025-01-06', model: "model 'x'", labels });
  expect(await rowsOf(connection, `${sql} ORDER BY h.user_id`)).toEqual([
    { user_id: 'a', proba: 0.1, event_count: '0', label: 0 },
    { user_id: 'b', proba: 0.2, event_count: '1', label: 1 },
  ]);
});
