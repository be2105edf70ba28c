import { scoresChecksum } from '@propensity/core/predictions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  currentRowsSql,
  givenRowsSql,
  historyRowsSql,
  keyFaultsSql,
  MODEL_CHANGES,
  scoresChecksumSql,
  usersNotCurrentSql,
} from '../../src/index.js';
import { BothEngines } from '../support/both-engines.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

const TABLES = { predictions: 'current', predictionsHistory: 'history' };
const WEEKS = ['2026-02-02', '2026-02-09'];

const field = (name: string, type: string) => ({ name, type });
const COMMON = [
  field('user_id', 'STRING'),
  field('target', 'STRING'),
  field('model', 'STRING'),
  field('proba', 'FLOAT64'),
  field('selected', 'BOOL'),
  field('predicted_week', 'DATE'),
  field('predicted_at', 'TIMESTAMP'),
];

const scored = (user: number, week: number, change: object = {}) => ({
  user_id: `ü ${user}`,
  target: 'purchase',
  model: 'm1',
  proba: 1 / (2 + user + week),
  selected: user % 3 === 0,
  predicted_week: WEEKS[week]!,
  predicted_at: `${WEEKS[week]}T05:00:00.000Z`,
  run_id: `run-${week}`,
  event_count: user === 4 ? null : user * 7,
  ...change,
});
const users = Array.from({ length: 12 }, (_, user) => user);
const history = [
  ...users.map((user) => scored(user, 0)),
  ...users.slice(6).map((user) => scored(user, 1, user === 7 ? { proba: 1.5 } : {})),
  scored(11, 1),
];
const current = [
  ...users.slice(1, 6).map((user) => scored(user, 0, user === 3 ? { proba: 0.5 } : {})),
  ...users.slice(6).map((user) => scored(user, user === 9 ? 0 : 1)),
  scored(99, 1),
];

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, {
    tables: [
      { name: 'history', fields: [...COMMON, field('run_id', 'STRING'), field('event_count', 'INT64')], rows: history },
      { name: 'current', fields: COMMON, rows: current.map(({ run_id: _, event_count: __, ...row }) => row) },
      {
        name: 'given',
        fields: ['user_id', 'target', 'destination', 'export_id']
          .map((name) => field(name, 'STRING'))
          .concat(field('proba', 'FLOAT64')),
        rows: ['a', 'b', 'b', ''].map((user_id) => ({
          user_id,
          target: 'purchase',
          destination: 'ads',
          export_id: 'e1',
          proba: 0.5,
        })),
      },
      {
        name: 'changes',
        fields: [field('sequence', 'INT64')],
        rows: [1, 2, 2, null].map((sequence) => ({ sequence })),
      },
    ],
  });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

test('the history, by run: rows, users, bad rows, who is selected, and a checksum', async () => {
  const rows = await engines.sameRows((dialect) => historyRowsSql(dialect, 'history'));
  expect(rows).toHaveLength(2);
  const [first, second] = [...rows].sort((a, b) => String(a.week).localeCompare(String(b.week)));
  expect(first).toMatchObject({ week: WEEKS[0], row_count: 12, users: 12, bad_rows: 0, selected_users: 4 });
  expect(second).toMatchObject({ week: WEEKS[1], row_count: 7, users: 6, bad_rows: 1, selected_users: 2 });
  const ofWeek = history.filter(({ predicted_week }) => predicted_week === WEEKS[0]);
  const scores = ofWeek.map(({ user_id, event_count, ...score }) => ({
    ...score,
    userId: user_id,
    eventCount: event_count,
  }));
  expect(scores.some(({ eventCount }) => eventCount === null)).toBe(true);
  expect(Number(first!.checksum)).toBe(scoresChecksum(scores));
});

test('a checksum is another as soon as a score is', async () => {
  const checksumOf = async (where: string) => {
    const [row] = await engines.sameRows(
      (dialect) =>
        `${scoresChecksumSql(dialect, 'history', 'selected')} WHERE predicted_week = ${dialect.date(WEEKS[0]!)}${where}`,
    );
    return Number(row!.checksum);
  };
  const whole = await checksumOf('');
  const parts = [await checksumOf(" AND user_id = 'ü 5'"), await checksumOf(" AND user_id <> 'ü 5'")];
  expect(parts[0]! + parts[1]!).toBe(whole);
  expect(parts[0]).toBeGreaterThan(0);
  expect(await checksumOf(" AND user_id = 'nobody'")).toBe(0);
});

test('current predictions beside the history', async () => {
  const rows = await engines.sameRows((dialect) => currentRowsSql(dialect, TABLES));
  const of = (week: string) => rows.find((row) => row.week === week);
  expect(of(WEEKS[0]!)).toMatchObject({ row_count: 6, without_history: 0, other_than_history: 1 });
  // User 11 is twice in the history, 7 has a probability there that is none, 99 is not in it.
  expect(of(WEEKS[1]!)).toMatchObject({ row_count: 7, users: 6, without_history: 1, other_than_history: 1 });
});

test('users whose current prediction is not their last', async () => {
  const rows = await engines.sameRows((dialect) => usersNotCurrentSql(dialect, TABLES));
  expect(rows).toMatchObject([{ target: 'purchase', users: 2 }]);
});

test('what destinations were given, and keys', async () => {
  expect(await engines.sameRows((dialect) => givenRowsSql(dialect, 'given'))).toMatchObject([
    { row_count: 4, users: 3, bad_rows: 1 },
  ]);
  expect(await engines.sameRows((dialect) => keyFaultsSql(dialect, 'changes', MODEL_CHANGES))).toMatchObject([
    { twice: 1, without: 1 },
  ]);
});
