import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dialect, relation } from '../../../src/index.js';
import type { ColumnType, TableColumn } from '../../../src/source/table/table-column.js';
import { tableFeature } from '../../../src/source/table/table-features.js';
import type { ColumnKind } from '../../../src/source/table/table-kinds.js';
import type { TableOptions } from '../../../src/source/table/table-options.js';
import { type StoredTable, TableStatements } from '../../../src/source/table/table-statements.js';
import { BothEngines } from '../../support/both-engines.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

/** Moments of the seven days from the first of January 2025 in Paris, by whom they are. */
const WITHIN = {
  word: '2024-12-31 23:00:00 UTC',
  'small z': '2025-01-07T22:59:59.999999z',
  'other word': '2025-01-07 22:59 GMT',
  'space and offset': '2025-01-01 00:30:00 +01:00',
  'offset without colon': '2025-01-07T17:59:59-0500',
  'offset of hours': '2025-01-01 05:00:00.123456789+05',
  'no zone': '2025-01-07T23:59:59.999999',
  minutes: '2025-01-07 23:59',
  'short hour': '2025-01-07 9:05',
};
/** Moments that would be of those days if their zones were left out. */
const OUTSIDE = {
  'word, too early': '2025-01-07 23:00:00 UTC',
  'small z, too late': '2025-01-07T23:00:00z',
  'offset, too early': '2025-01-01 00:30:00 +0200',
};
const NO_MOMENTS = [
  '2025-01-02 10:00:00 America/Los_Angeles',
  '2025-01-02 garbage',
  '2025-01-02T99:99:99',
  '2025-01-02 10:00:00 UTC+2',
  '2025-01-02 10:00:00+99:00',
  '2025-01-02Z',
  '2025-02-30 10:00:00 UTC',
];

/** Labels, of users who are called so. */
const YES = ['TRUE', 'True ', 'true', 'false', ' 1.00', '1', '1.0', '01', '10', '1.5', 'yes', 'Yes'];

const FORMATTED = ['12,5', '-0,25 ', '1.234,5', "1'234,50", '1,234', '1,234,567.25', '1.234.567', '1 234 567', '1 234'];
const NOT_FORMATTED = ['12', '1.234', 'a,5', '1,', ',5', '12,34,56', '1.2.3'];

const COLUMNS: Readonly<Record<string, ColumnType>> = {
  id: 'text',
  month: 'text',
  label: 'text',
  amount: 'text',
  whole: 'integer',
  ratio: 'float',
  active: 'boolean',
  since: 'date',
  seen: 'zoned moment',
  plan: 'text',
};
const TYPES: Readonly<Partial<Record<ColumnType, string>>> = {
  text: 'STRING',
  integer: 'INT64',
  float: 'FLOAT64',
  boolean: 'BOOL',
  date: 'DATE',
  'zoned moment': 'TIMESTAMP',
};
const row = (id: string, month: string, label: string, others: object = {}) => ({ id, month, label, ...others });
const ROWS = [
  row('a', '2025-01', 'yes', {
    amount: '12.50',
    whole: 3,
    ratio: 0.1,
    active: true,
    since: '2024-12-30',
    plan: "it's",
  }),
  row('b', '2025-01-01', 'No', {
    amount: ' -3e2 ',
    whole: -1,
    ratio: 1e21,
    seen: '2024-12-31 22:30:00',
    plan: ' \t\n\f\r ',
  }),
  row('c', '2025-01-01 00:00:00', '', { amount: '.5', ratio: 2, active: false, since: '2025-01-01', plan: 'プラン' }),
  row('d', ' 2025-01 ', '1', { amount: '', seen: '2025-01-01 22:59:59.999999', plan: 'NA' }),
  row('e', '2025-01', 'FALSE', { amount: 'true', seen: '2025-01-01 23:00:00' }),
  row('a', '2025-02-01', ' 0 ', { amount: '007', since: '2025-02-09', ratio: 123456789.125 }),
  row('b', '2025-02-01', 'TRUE', { amount: '0', whole: 9007199254740991, plan: 'basic' }),
];
/** Values that cannot be what their columns are. */
const BAD = [
  row('', '2025-13', 'maybe', { amount: 'inf', ratio: 1e300 }),
  row(' ', '2025-02-30', '2', { amount: '12,5' }),
  row('x', 'May', 'yes', { amount: '1e400' }),
  row('y', '2025-01', 'yes', { amount: '1e101' }),
  row('y', '2025-01', 'yes', { amount: '１' }),
];
const CONVERSIONS = [
  { who: 'a', at: '2025-01-01', what: 'order' },
  { who: 'a', at: '2025-01-03 23:59:59', what: 'order' },
  // In Paris it is the first of January already, the seventh still, and the eighth.
  { who: 'b', at: '2024-12-31T23:00:00Z', what: 'order' },
  { who: 'c', at: '2025-01-07T22:59:59.5+00:00', what: 'order' },
  { who: 'd', at: '2025-01-08 00:30:00+01:00', what: 'order' },
  { who: 'e', at: '2025-01-02', what: 'refund' },
  { who: '', at: '2025-01-02', what: 'order' },
  { who: 'z', at: '2025-01-02', what: 'order' },
];
const BAD_TIMES = [
  { who: 'a', at: '', what: 'order' },
  { who: 'a', at: 'yesterday', what: 'order' },
  { who: 'a', at: '2025-02-30', what: 'order' },
];

const momentRows = (moments: Readonly<Record<string, string>>) =>
  Object.entries(moments).map(([who, at]) => ({ who, at, what: 'order' }));

const OPTIONS: TableOptions = {
  userId: 'id',
  snapshot: { column: 'month' },
  label: { column: 'label' },
  conversions: null,
  columns: {},
  drop: [],
  missing: ['NA'],
  allowLeaks: [],
  where: [],
};

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  const fields = Object.entries(COLUMNS).map(([name, type]) => ({ name, type: TYPES[type]! }));
  const moments = ['who', 'at', 'what'].map((name) => ({ name, type: 'STRING' }));
  engines = await BothEngines.open(server, {
    tables: [
      { name: 'own', fields, rows: ROWS },
      { name: 'bad', fields, rows: BAD },
      { name: 'orders', fields: moments, rows: CONVERSIONS },
      { name: 'bad_orders', fields: moments, rows: BAD_TIMES },
      { name: 'yes', fields: moments, rows: YES.map((at) => ({ who: at, at, what: '' })) },
      {
        name: 'formatted',
        fields: moments,
        rows: [...FORMATTED, ...NOT_FORMATTED].map((at) => ({ who: 'a', at, what: '' })),
      },
      { name: 'zones', fields: moments, rows: momentRows({ ...WITHIN, ...OUTSIDE }) },
      { name: 'no_moments', fields: moments, rows: NO_MOMENTS.map((at) => ({ who: 'a', at, what: 'order' })) },
    ],
  });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

const columnsOf = (types: Readonly<Record<string, ColumnType>>): StoredTable['columns'] =>
  new Map(Object.entries(types).map(([name, type]): [string, TableColumn] => [name, { name, type }]));
const stored = (dialect: Dialect, name: string, types: Readonly<Record<string, ColumnType>>): StoredTable => ({
  relation: relation(dialect.table(name)),
  columns: columnsOf(types),
});

/** The statements over a table, of both dialects. */
const over =
  (build: (statements: TableStatements) => string | null, options: Partial<TableOptions> = {}, name = 'own') =>
  (dialect: Dialect) => {
    const conversions =
      options.conversions === undefined
        ? null
        : stored(dialect, name === 'own' ? 'orders' : 'bad_orders', { who: 'text', at: 'text', what: 'text' });
    const given = { dialect, table: stored(dialect, name, COLUMNS), conversions };
    const all = { ...OPTIONS, ...options };
    return build(new TableStatements({ ...given, options: all, timeZone: 'Europe/Paris', horizonDays: 7 }))!;
  };
const feature = (name: string, kind: ColumnKind) => tableFeature({ name, type: COLUMNS[name]! }, kind);
const FEATURES = [
  feature('amount', 'numeric'),
  feature('whole', 'numeric'),
  feature('ratio', 'numeric'),
  feature('active', 'numeric'),
  feature('since', 'date'),
  feature('seen', 'date'),
  feature('plan', 'categorical'),
  feature('ratio', 'categorical'),
].map((each, index) => (index === 7 ? { ...each, spec: { ...each.spec, name: 'ratio as text' } } : each));
const WITH_CONVERSIONS = {
  label: null,
  conversions: { userId: 'who', time: 'at', event: 'what', events: ['order'] },
} as const;

describe('both engines', () => {
  test('read the same rows of a snapshot', async () => {
    const rows = await engines.sameRows(
      over((statements) => statements.rows('2025-01-01', FEATURES), { eventCount: 'whole' }),
    );
    const byId = new Map(rows.map(({ user_id, user_bucket: _, ...cells }) => [user_id, cells]));
    expect(byId.get('a')).toEqual({
      event_count: 3,
      amount: 12.5,
      whole: 3,
      ratio: 0.1,
      active: 1,
      since: 2,
      seen: null,
      plan: "it's",
      'ratio as text': '0.1',
    });
    // 23:30 of the day before, in Paris.
    expect(byId.get('b')).toMatchObject({ event_count: -1, amount: -300, whole: -1, seen: 1, plan: null });
    expect(byId.get('c')).toMatchObject({
      event_count: 0,
      amount: 0.5,
      active: 0,
      since: 0,
      plan: 'プラン',
      'ratio as text': '2',
    });
    expect(byId.get('d')).toMatchObject({ amount: null, seen: 0, plan: null });
    expect(byId.get('e')).toMatchObject({ amount: 1, seen: -1 });
    expect(rows).toHaveLength(5);
  });

  test('count the same snapshots, with labels that are known and positive', async () => {
    const rows = await engines.inDuckdb(over((statements) => statements.snapshots(FEATURES)));
    const counts = rows.map(({ checksum: _, ...others }) => others);
    expect(counts).toEqual([
      { snapshot: '2025-01-01', n_rows: 5, users: 5, labelled: 4, positives: 2 },
      { snapshot: '2025-02-01', n_rows: 2, users: 2, labelled: 2, positives: 1 },
    ]);
    const others = await engines.inZetaSql(over((statements) => statements.snapshots(FEATURES)));
    expect(others.map(({ checksum: _, ...each }) => each)).toEqual(counts);
    expect(new Set(rows.map(({ checksum }) => checksum)).size).toBe(2);
  });

  test('see the same in columns', async () => {
    const columns = [...columnsOf(COLUMNS).values()];
    const [row] = await engines.sameRows(over((statements) => statements.evidence(columns)));
    const of = (name: string) => columns.findIndex((column) => column.name === name);
    expect(row).toMatchObject({ n_rows: 7, users: 5, no_user: 0, no_day: 0, no_label: 0 });
    const amount = of('amount');
    expect(row).toMatchObject({
      [`known_${amount}`]: 6,
      [`numbers_${amount}`]: 5,
      [`codes_${amount}`]: 1,
      [`booleans_${amount}`]: 1,
      [`levels_${amount}`]: 6,
      [`known_${of('plan')}`]: 3,
    });
  });

  test('see the same numbers with decimal commas, or marks between thousands', async () => {
    const texts = (dialect: Dialect) => stored(dialect, 'formatted', { who: 'text', at: 'text', what: 'text' });
    const evidence = (dialect: Dialect) => {
      const options = { ...OPTIONS, userId: 'who', snapshot: { day: '2025-01-01' }, label: null };
      const given = { dialect, table: texts(dialect), conversions: null, options, timeZone: 'UTC', horizonDays: 7 };
      return new TableStatements(given).evidence([{ name: 'at', type: 'text' }]);
    };
    const [row] = await engines.sameRows(evidence);
    expect(row).toMatchObject({ known_0: FORMATTED.length + 7, formatted_0: FORMATTED.length, numbers_0: 2 });
  });

  test('find the same faults', async () => {
    const [row] = await engines.sameRows(over((statements) => statements.evidence([]), {}, 'bad'));
    expect(row).toMatchObject({ n_rows: 5, no_user: 2, no_day: 3, no_label: 2, no_day_example: '2025-02-30' });
    const [bad] = await engines.sameRows(over((statements) => statements.badValues(FEATURES), {}, 'bad'));
    expect(bad).toMatchObject({ bad_0: 5, bad_2: 1 });
    const [none] = await engines.sameRows(over((statements) => statements.badValues(FEATURES)));
    expect(none).toMatchObject({ bad_0: 0, bad_2: 0 });
    const [several] = await engines.sameRows(over((statements) => statements.duplicates('2025-01-01'), {}, 'bad'));
    expect(several).toEqual({ users: 1, example: 'y' });
    const [times] = await engines.sameRows(
      over((statements) => statements.conversionEvidence(), WITH_CONVERSIONS, 'bad'),
    );
    expect(times).toMatchObject({ no_time: 3, no_time_example: '(empty)', newest_day: null });
  });

  test('find the same dates after a snapshot, and the same changes', async () => {
    const [late] = await engines.sameRows(over((statements) => statements.lateDates('2025-01-01', FEATURES)));
    expect(late).toMatchObject({ late_4: 0, late_4_example: null, late_5: 1, late_5_example: '2025-01-01 23:00:00' });
    const former = (dialect: Dialect) =>
      relation(
        `(SELECT 'a' AS user_id, ${dialect.float(12.5)} AS amount, 'other' AS plan UNION ALL SELECT 'd', NULL, NULL UNION ALL SELECT 'gone', ${dialect.float(1)}, NULL)`,
      );
    const [amount, plan] = [FEATURES[0]!, FEATURES[6]!];
    const [changes] = await engines.sameRows((dialect) =>
      over((statements) => statements.changes('2025-01-01', former(dialect), [amount, plan]))(dialect),
    );
    expect(changes).toEqual({ changed_0: 0, changed_1: 1 });
  });

  test.each([
    ['a column', {}, ['a', 'd']],
    ['a column with a value that means yes', { label: { column: 'plan', positive: 'プラン' } }, ['c']],
    ['a column of whole numbers', { label: { column: 'whole', positive: '3' } }, ['a']],
    ['conversions of seven days in Paris', WITH_CONVERSIONS, ['a', 'b', 'c', 'z']],
    [
      'all conversions',
      { ...WITH_CONVERSIONS, conversions: { userId: 'who', time: 'at', events: ['order'] } },
      ['a', 'b', 'c', 'e', 'z'],
    ],
    ['the rows that a condition keeps', { where: [{ field: 'whole', atLeast: 0 }] }, ['a']],
  ] as const)('label the same users by %s', async (_by, options, expected) => {
    const rows = await engines.sameRows(
      over(
        (statements) => `SELECT user_id FROM ${statements.labels('2025-01-01')} AS labels ORDER BY user_id`,
        options,
      ),
    );
    expect(rows.map(({ user_id }) => user_id)).toEqual(expected);
  });

  test.each([
    ['true', ['TRUE', 'True ', 'true']],
    ['False', ['false']],
    ['1', [' 1.00', '1', '1.0']],
    ['01', ['01']],
    ['yes', ['yes']],
  ])('find the value %s that means yes in its usual texts', async (positive, expected) => {
    const labelled = (dialect: Dialect) => {
      const table = stored(dialect, 'yes', { who: 'text', at: 'text', what: 'text' });
      const options = { ...OPTIONS, userId: 'who', snapshot: { day: '2025-01-01' }, label: { column: 'at', positive } };
      const given = { dialect, table, conversions: null, options, timeZone: 'UTC', horizonDays: 7 };
      return `SELECT user_id FROM ${new TableStatements(given).labels('2025-01-01')} AS labels ORDER BY user_id`;
    };
    const rows = await engines.sameRows(labelled);
    expect(rows.map(({ user_id }) => user_id)).toEqual(expected);
  });

  test('count the same users and conversions', async () => {
    const counts = await engines.sameRows(
      over((statements) => statements.counts(['2025-01-01', '2025-02-01'], 1), WITH_CONVERSIONS),
    );
    expect(counts).toEqual([
      { place: 0, users: 5, positives: 3, converters: 4 },
      { place: 1, users: 2, positives: 0, converters: 0 },
    ]);
    const totals = await engines.sameRows(
      over((statements) => statements.conversionTotals('2025-01-01', '2025-01-08'), WITH_CONVERSIONS),
    );
    expect(totals).toEqual([{ events: 5, users: 4 }]);
    const names = await engines.sameRows(
      over((statements) => statements.conversionNames('2025-01-01', '2025-01-08'), WITH_CONVERSIONS),
    );
    expect(names).toEqual([
      { name: 'order', events: 6, users: 4 },
      { name: 'refund', events: 1, users: 1 },
    ]);
    const [newest] = await engines.sameRows(over((statements) => statements.conversionEvidence(), WITH_CONVERSIONS));
    expect(newest).toMatchObject({
      no_time: 0,
      newest_day: '2025-01-03',
      newest_micros: Date.UTC(2025, 0, 7, 23, 30) * 1000,
    });
  });

  describe('read moments in text', () => {
    /** The statements over a table of moments, which has one of conversions in itself. */
    const ofMoments = (build: (statements: TableStatements) => string, name: string) => (dialect: Dialect) => {
      const table = stored(dialect, name, { who: 'text', at: 'text', what: 'text' });
      const options = { ...OPTIONS, ...WITH_CONVERSIONS, userId: 'who', snapshot: { day: '2025-01-07' } };
      const given = { dialect, table, conversions: table, options, timeZone: 'Europe/Paris', horizonDays: 7 };
      return build(new TableStatements(given));
    };
    const at = tableFeature({ name: 'at', type: 'text' }, 'date');

    test('with the zone that they have, as conversions', async () => {
      const rows = await engines.sameRows(
        ofMoments(
          (statements) => `SELECT user_id FROM ${statements.labels('2025-01-01')} AS labels ORDER BY user_id`,
          'zones',
        ),
      );
      expect(rows.map(({ user_id }) => user_id)).toEqual(Object.keys(WITHIN).sort());
    });

    test('with the zone that they have, as days before a snapshot', async () => {
      const rows = await engines.sameRows(ofMoments((statements) => statements.rows('2025-01-07', [at]), 'zones'));
      expect(Object.fromEntries(rows.map(({ user_id, at: days }) => [user_id, days]))).toEqual({
        word: 6,
        'small z': 0,
        'other word': 0,
        'space and offset': 6,
        'offset without colon': 0,
        'offset of hours': 6,
        'no zone': 0,
        minutes: 0,
        'short hour': 0,
        'word, too early': -1,
        'small z, too late': -1,
        'offset, too early': 7,
      });
      const [late] = await engines.sameRows(
        ofMoments((statements) => statements.lateDates('2025-01-07', [at])!, 'zones'),
      );
      expect(late).toEqual({ late_0: 2, late_0_example: OUTSIDE['word, too early'] });
    });

    test('and refuse what is none, though it begins with a date', async () => {
      const [times] = await engines.sameRows(ofMoments((statements) => statements.conversionEvidence(), 'no_moments'));
      expect(times).toMatchObject({ no_time: NO_MOMENTS.length, newest_day: null, newest_micros: null });
      const [seen] = await engines.sameRows(ofMoments((statements) => statements.evidence([at.column]), 'no_moments'));
      expect(seen).toMatchObject({ known_0: NO_MOMENTS.length, dates_0: NO_MOMENTS.length - 1 });
      const [bad] = await engines.sameRows(ofMoments((statements) => statements.badValues([at])!, 'no_moments'));
      expect(bad).toMatchObject({ bad_0: NO_MOMENTS.length });
    });
  });
});
