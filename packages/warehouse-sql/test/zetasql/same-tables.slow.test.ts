import { type Calibration, type FeatureSpec, userBucket } from '@propensity/core';
import { GROUPED_COLUMNS, type GroupedColumns, groupedRows, outcomeEntries } from '@propensity/core/counted-scores';
import { selectedUsers } from '@propensity/core/decisions';
import { type FittedCategorical, type FittedTransformer, hasRareLevel } from '@propensity/core/preprocessing';
import { inUserSample } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  categoricalProfileSql,
  currentPredictionSql,
  type Dialect,
  firstTargetSql,
  formerPredictionSql,
  lastSelectedSql,
  MODEL_EVALUATION,
  MODEL_TRAINING_METADATA,
  modelRecordsSql,
  numberedOutcomesSql,
  numericProfileSql,
  outcomesSql,
  PREDICTION_RUNS,
  PREDICTIONS,
  PREDICTIONS_HISTORY,
  predictionCountsSql,
  predictionRunsSql,
  queryRelation,
  scoringSql,
  selectedSql,
  snapshotProfileOf,
  stagedChecksSql,
  type TableDefinition,
  type TableField,
  tableRelation,
  weekEvaluationsSql,
} from '../../src/index.js';
import { awkwardProbabilities } from '../support/awkward-probabilities.js';
import { BothEngines } from '../support/both-engines.js';
import { STAGED_FIELDS } from '../support/staged-scores.js';
import { tableFields } from '../support/table-fields.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

const LEVELS = ["o'clock", '\\', '"', '💙', 'ü', ' ', '(rare)', 'a\nb', 'NULL'];
const NUMBERS = Array.from({ length: 120 }, (_, index) => `n${index}`);
/** Ties between user ids whose order differs by bytes and by UTF-16 units. */
const SCORED = ['💙', '\uffee', 'Z', 'a', 'aa', "o'c", 'ü'].map((userId, i) => ({
  userId,
  proba: i < 5 ? 0.25 : 0.1 * i,
}));
const USERS = 40;
const WEEK = '2025-03-11';
/** A week with enough users for slices of several. */
const MANY = '2025-03-18';
const manyUsers = awkwardProbabilities(150).map((proba, user) => ({
  proba,
  servedProba: 1 - proba,
  label: user % 3 === 0 ? 1 : 0,
  eventCount: user % 20,
}));

const snapshotFields: readonly TableField[] = [
  { name: 'user_id', type: 'STRING' },
  { name: 'event_count', type: 'INT64' },
  { name: 'level', type: 'STRING' },
  ...NUMBERS.map((name) => ({ name, type: 'FLOAT64' })),
];
const snapshotRows = Array.from({ length: USERS }, (_, user) => ({
  user_id: `u${user}`,
  event_count: user,
  level: user % 11 === 0 ? null : (LEVELS[user % 11] ?? 'unknown'),
  ...Object.fromEntries(
    NUMBERS.map((name, index) => [name, (user + index) % 7 === 0 ? null : ((user * 37 + index * 11) % 101) / 7 - 3]),
  ),
}));

const at = '2025-03-11T01:02:03.045Z';
const prediction = (user_id: string, more = {}) => ({
  user_id,
  proba: 0.25,
  model: 'm',
  predicted_week: WEEK,
  predicted_at: at,
  selected: true,
  target: 't',
  horizon_days: 7,
  run_id: 'r',
  event_count: 3,
  ...more,
});
const table = (name: string, definition: TableDefinition, rows: readonly object[]) => ({
  name,
  fields: tableFields(definition),
  rows,
});

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, {
    tables: [
      { name: 'snapshot', fields: snapshotFields, rows: snapshotRows },
      {
        name: 'staged',
        fields: STAGED_FIELDS,
        rows: [
          { user_id: 'u1', proba: 0.5, event_count: 1 },
          { user_id: 'u1', proba: 1.5, event_count: 1 },
          { user_id: null, proba: 0, event_count: 1 },
          { user_id: '', proba: null, event_count: 1 },
          { user_id: 'u9', proba: 1, event_count: 1 },
        ],
      },
      {
        name: 'scores',
        fields: STAGED_FIELDS,
        rows: SCORED.map(({ userId, proba }, event_count) => ({ user_id: userId, proba, event_count })),
      },
      table('predictions', PREDICTIONS, [
        prediction('u1'),
        prediction("o'c"),
        prediction('kept'),
        prediction('kept', { target: 'other', proba: 0.5 }),
        prediction('u9', { target: 'other' }),
      ]),
      table('history', PREDICTIONS_HISTORY, [
        prediction('b'),
        prediction('a', { proba: 0.75 }),
        prediction('c', { model: 'other' }),
        prediction('d', { predicted_week: '2025-03-04' }),
        ...manyUsers.map(({ proba, eventCount }, user) =>
          prediction(`u${user}`, { predicted_week: MANY, proba, event_count: eventCount }),
        ),
      ]),
      table('runs', PREDICTION_RUNS, [
        {
          run_id: 'r2',
          predicted_week: WEEK,
          predicted_at: at,
          in_sample: true,
          horizon_days: 7,
          result: '{"ü":"\\n"}',
        },
        {
          run_id: 'r1',
          predicted_week: '2025-03-04',
          predicted_at: at,
          in_sample: false,
          horizon_days: 7,
          result: '{}',
        },
      ]),
      table('trainings', MODEL_TRAINING_METADATA, [
        { run_id: 'a', training_date: '2025-01-01', trained_at: at, lookback_days: 60, horizon_days: 7, f1_score: 0.1 },
        {
          run_id: 'b',
          training_date: '2025-02-01',
          trained_at: '2025-03-11T01:02:03Z',
          target_event: 'first',
          lookback_days: 60,
          horizon_days: 7,
        },
        {
          run_id: 'c',
          training_date: '2025-02-01',
          trained_at: at,
          target_event: 'a',
          lookback_days: 60,
          horizon_days: 7,
        },
      ]),
      table('evaluations', MODEL_EVALUATION, [
        { predicted_week: WEEK, model: 'b', result: '2' },
        { predicted_week: WEEK, model: 'a', result: '1' },
      ]),
    ],
  });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

const numeric = (name: string, index: number): FittedTransformer => ({
  kind: 'numeric',
  name,
  log1p: index % 2 === 0,
  impute: 0.5,
  mean: index / 100,
  scale: 1 + index / 3,
  missingIndicator: index % 3 === 0,
});
const categorical = (
  levels: readonly string[],
  rareLevels: readonly string[],
  hasMissing: boolean,
): FittedCategorical => ({
  kind: 'categorical',
  name: 'level',
  levels: [...levels],
  rareLevels: [...rareLevels],
  hasMissing,
});

describe('what is missing, 0 or unknown of features', () => {
  const names = NUMBERS.slice(0, 12);
  const features: readonly FeatureSpec[] = [...names, 'level'].map((name) => ({
    name,
    kind: name === 'level' ? 'categorical' : 'numeric',
    unit: name === 'level' ? 'category' : 'count',
    meaning: '',
    definitionHash: '',
  }));
  // Whole numbers, some of them 0, and the users' hashes.
  const snapshot = (dialect: Dialect) =>
    queryRelation(`SELECT user_id, level, ${dialect.userBucket('user_id')} AS user_bucket,
  ${names.map((name) => `FLOOR(${name}) AS ${name}`).join(', ')} FROM ${dialect.table('snapshot')} AS s`);

  test.each<[string, number, readonly string[] | undefined]>([
    ['of everyone', 1, LEVELS],
    ['of a sample', 0.5, LEVELS.slice(0, 3)],
    ['where no level is known', 1, []],
    ['where nothing is said of levels', 1, undefined],
  ])('%s', async (_what, share, known) => {
    const levels = new Map(known === undefined ? [] : [['level', known]]);
    const options = (dialect: Dialect) => ({ dialect, snapshot: snapshot(dialect), features, levels, share });
    const [numbers] = await engines.sameRows((dialect) => numericProfileSql(options(dialect)));
    const categories = await engines.sameRows((dialect) => categoricalProfileSql(options(dialect))!);
    const rows = snapshotRows.filter(({ user_id }) => inUserSample(userBucket(user_id), share));
    const cellOf = (row: object, name: string) => (row as Record<string, string | number | null>)[name] ?? null;
    const count = (name: string, is: (value: string | number | null) => boolean) =>
      rows.filter((row) => is(cellOf(row, name))).length;
    expect(snapshotProfileOf(features, numbers as never, categories as never)).toEqual({
      users: USERS,
      profiled: rows.length,
      features: [
        ...names.map((name) => ({
          name,
          missing: count(name, (value) => value === null),
          zero: count(name, (value) => value !== null && Math.floor(Number(value)) === 0),
          unseen: 0,
        })),
        {
          name: 'level',
          missing: count('level', (value) => value === null),
          zero: 0,
          unseen: count('level', (value) => value !== null && known?.includes(String(value)) === false),
        },
      ],
    });
    expect(rows.length < USERS).toBe(share < 1);
  });
});

describe('scores', () => {
  const none: Calibration = { method: 'none' };
  test.each<[string, readonly FittedTransformer[], Calibration]>([
    ['levels, rare and missing ones', [categorical(LEVELS.slice(0, 6), LEVELS.slice(6), true)], none],
    ['levels whose others are rare', [{ ...categorical(LEVELS.slice(0, 3), [], true), othersAreRare: true }], none],
    ['a categorical without levels', [categorical([], [], false), numeric('n1', 1)], none],
    ['more than a hundred terms', [...NUMBERS.map(numeric), categorical(LEVELS, [], true)], none],
    ['calibrated by Platt', NUMBERS.slice(0, 5).map(numeric), { method: 'platt', slope: 1.25, intercept: -3.5 }],
    ['calibrated by beta', NUMBERS.slice(0, 5).map(numeric), { method: 'beta', a: 0.75, b: 1.5, c: -2 }],
    [
      'calibrated by a smooth line',
      NUMBERS.slice(0, 5).map(numeric),
      { method: 'smooth', eta: [-1, 0, 2], logit: [-4, -3, 1] },
    ],
    [
      'calibrated by steps',
      NUMBERS.slice(0, 5).map(numeric),
      { method: 'isotonic', eta: [-1, 0, 2], logit: [-4, -3, 1] },
    ],
    [
      'recalibrated',
      NUMBERS.slice(0, 5).map(numeric),
      {
        method: 'recalibrated',
        of: { method: 'isotonic', eta: [-1, 0, 2], logit: [-4, -3, 1] },
        slope: 0.9,
        shift: 0.4,
      },
    ],
  ])('%s', async (_what, preprocessing, calibration) => {
    const coef = Float64Array.from({ length: 400 }, (_, index) => ((index * 29) % 17) / 10 - 0.8);
    const size = preprocessing.reduce((sum, fitted) => sum + columnsOf(fitted), 0);
    const fit = { kind: 'linear', estimator: 'LogisticRegression', C: 1, nIter: 1, converged: true } as const;
    const model = { ...fit, intercept: -1.5, coef: Array.from(coef.slice(0, size)) };
    const artifact = { preprocessing, model, calibration };
    const build = (dialect: Dialect) => scoringSql({ dialect, artifact, snapshot: tableRelation(dialect, 'snapshot') });
    const [duckdb, zetasql] = await Promise.all([engines.inDuckdb(build), engines.inZetaSql(build)]);
    expect(duckdb).toHaveLength(USERS);
    const probaOf = new Map(zetasql.map(({ user_id, proba }) => [user_id, Number(proba)]));
    for (const { user_id, proba } of duckdb) {
      // The engines add terms up in different orders.
      expect(Math.abs(probaOf.get(user_id!)! / Number(proba) - 1)).toBeLessThanOrEqual(1e-14);
    }
    expect(new Set(probaOf.values()).size).toBeGreaterThan(3);
  });
});

function columnsOf(fitted: FittedTransformer): number {
  if (fitted.kind === 'numeric') return fitted.missingIndicator ? 2 : 1;
  return fitted.levels.length + (hasRareLevel(fitted) ? 1 : 0) + (fitted.hasMissing ? 1 : 0);
}

describe('publishing reads', () => {
  test('what is wrong with a batch', async () => {
    const [row] = await engines.sameRows((dialect) => stagedChecksSql(dialect, 'staged', 'snapshot'));
    expect(row).toEqual({ row_count: 5, duplicate_users: 1, null_users: 2, bad_probabilities: 2, missing_users: 38 });
  });

  test('counts', async () => {
    const tables = {
      staging: 'staged',
      predictions: 'predictions',
      predictionsHistory: 'history',
      shadowPredictions: 'shadow',
    };
    const [row] = await engines.sameRows((dialect) => predictionCountsSql(dialect, tables, 't', 'proba >= 0.5'));
    expect(row).toEqual({ scored: 5, overwritten: 2, appended: 3, kept: 1, selected: 3 });
  });
});

describe('who is selected', () => {
  const lastSelected = async (topUsers: number) => {
    const [row] = await engines.sameRows((dialect) => lastSelectedSql(dialect, 'scores', topUsers));
    return row;
  };

  test.each([
    { topUsers: 1 },
    { topUsers: 3 },
    { topUsers: 5 },
    { topUsers: 1000 },
    { threshold: 0.25 },
    { threshold: 0.25 + 2 ** -54 },
    { threshold: 1 },
  ])('by %j, as in memory', async (selection) => {
    const last = 'threshold' in selection ? undefined : await lastSelected(selection.topUsers);
    const rows = await engines.sameRows((dialect) => {
      const texts = last && { proba: dialect.float(Number(last.proba)), userId: dialect.string(String(last.user_id)) };
      return `SELECT user_id, ${selectedSql(dialect, selection, texts ?? null)} AS selected FROM scores`;
    });
    expect(rows).toHaveLength(SCORED.length);
    const expected = selectedUsers(SCORED, selection);
    for (const { user_id, selected } of rows)
      expect([user_id, selected]).toEqual([user_id, expected.has(String(user_id))]);
  });
});

describe('reading back', () => {
  const outcomes = { history: 'history', week: WEEK, model: 'm', labels: queryRelation(`SELECT 'b' AS user_id`) };

  test('outcomes', async () => {
    const rows = await engines.sameRows((dialect) => `${outcomesSql({ ...outcomes, dialect })} ORDER BY h.user_id`);
    expect(rows).toEqual([
      { user_id: 'a', proba: 0.75, event_count: 3, label: 0 },
      { user_id: 'b', proba: 0.25, event_count: 3, label: 1 },
    ]);
  });

  test.each([false, true])(
    'outcomes grouped as core groups them, to the last bit, and numbered: binned %s',
    async (binned) => {
      const grouping = { binned, threshold: 0.0301 };
      const converted = manyUsers.flatMap(({ label }, user) => (label === 1 ? [`SELECT 'u${user}' AS user_id`] : []));
      const labels = queryRelation(converted.join(' UNION ALL '));
      const rows = await engines.sameRows(
        (dialect) =>
          `SELECT * FROM (${numberedOutcomesSql({ ...outcomes, week: MANY, labels, grouping, dialect })}) AS n ORDER BY position`,
      );
      expect(rows.map(({ position }) => Number(position))).toEqual([...rows.keys()]);
      const columns = GROUPED_COLUMNS.map((name) => [name, Float64Array.from(rows, (row) => Number(row[name]))]);
      const { proba, eventCount } = outcomeEntries(Object.fromEntries(columns) as unknown as GroupedColumns, grouping);
      const expected = groupedRows(manyUsers, grouping);
      expect(proba).toEqual(expected.proba);
      expect(eventCount).toEqual(expected.eventCount);
    },
  );

  test('the current prediction', async () => {
    const found = (user: string, target: string) =>
      engines.sameRows((dialect) =>
        currentPredictionSql(dialect, 'predictions', dialect.string(user), dialect.string(target)),
      );
    const common = { predicted_week: WEEK, predicted_at: at, model: 'm', horizon_days: 7, selected: true };
    expect(await found("o'c", 't')).toEqual([{ user_id: "o'c", proba: 0.25, target: 't', ...common }]);
    expect(await found('kept', 'other')).toEqual([{ user_id: 'kept', proba: 0.5, target: 'other', ...common }]);
    expect(await found("o'c", 'other')).toEqual([]);
  });

  test('the current prediction in a table of an earlier version, which holds one target: that of the oldest model', async () => {
    const [first] = await engines.sameRows((dialect) => `SELECT ${firstTargetSql(dialect, 'trainings')} AS target`);
    expect(first).toEqual({ target: 'first' });
    const former = { predictions: 'predictions', modelTrainingMetadata: 'trainings' };
    const found = (target: string, marked: boolean) =>
      engines.sameRows((dialect) =>
        formerPredictionSql(dialect, former, [dialect.string("o'c"), dialect.string(target)], marked),
      );
    expect(await found('first', true)).toMatchObject([
      { user_id: "o'c", target: 'first', horizon_days: null, selected: true },
    ]);
    expect(await found('first', false)).toMatchObject([{ target: 'first', selected: null }]);
    expect(await found('other', true)).toEqual([]);
  });

  test('training runs, newest first', async () => {
    const rows = await engines.sameRows((dialect) => modelRecordsSql(dialect, 'trainings'));
    expect(rows.map(({ run_id }) => run_id)).toEqual(['c', 'b', 'a']);
    expect(rows[1]).toMatchObject({
      training_date: '2025-02-01',
      trained_at: '2025-03-11T01:02:03.000Z',
      sha256: null,
    });
  });

  test('published runs, oldest first', async () => {
    const rows = await engines.sameRows((dialect) => predictionRunsSql(dialect, 'runs'));
    expect(rows.map(({ run_id, in_sample, result }) => [run_id, in_sample, result])).toEqual([
      ['r1', false, '{}'],
      ['r2', true, '{"ü":"\\n"}'],
    ]);
  });

  test('evaluations', async () => {
    const rows = await engines.sameRows((dialect) => weekEvaluationsSql(dialect, 'evaluations'));
    expect(rows).toEqual([{ result: '1' }, { result: '2' }]);
  });
});
