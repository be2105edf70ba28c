import { describe, expect, test } from 'vitest';
import { bigqueryColumnType, type ColumnType, duckdbColumnType } from '../../../src/source/table/table-column.js';
import { featureName, tableFeature } from '../../../src/source/table/table-features.js';
import { type ColumnEvidence, columnKind } from '../../../src/source/table/table-kinds.js';

const NOTHING: ColumnEvidence = {
  known: 100,
  numbers: 0,
  formatted: 0,
  codes: 0,
  notFinite: 0,
  booleans: 0,
  dates: 0,
  levels: 5,
};
const kindOf = (evidence: Partial<ColumnEvidence>, type: ColumnType = 'text', asked?: 'numeric' | 'categorical') =>
  columnKind({ name: 'x', type }, { ...NOTHING, ...evidence }, asked, 100);

describe('what a column of texts is', () => {
  test.each([
    ['numbers', { numbers: 100 }, 'numeric'],
    ['numbers, and some that are not finite, which are refused later', { numbers: 99, notFinite: 1 }, 'numeric'],
    ['true and false', { booleans: 100 }, 'numeric'],
    ['nothing finite at all', { notFinite: 100 }, 'categorical'],
    ['numbers but for one', { numbers: 99 }, 'categorical'],
    ['codes with leading zeros', { numbers: 100, codes: 1 }, 'categorical'],
    ['dates', { dates: 100 }, 'date'],
    ['nothing', { known: 0, levels: 0 }, null],
    ['a few texts', { levels: 5 }, 'categorical'],
    ['many texts, but of fewer than half the users', { levels: 50 }, 'categorical'],
    ['texts that say who somebody is', { levels: 51 }, null],
    ['different texts of a few', { known: 19, levels: 19 }, 'categorical'],
  ] as const)('%s', (_what, evidence, kind) => {
    expect(kindOf(evidence).kind).toBe(kind);
  });

  test('is what the configuration says', () => {
    expect(kindOf({ numbers: 100 }, 'text', 'categorical')).toEqual({ kind: 'categorical' });
    expect(kindOf({ levels: 90 }, 'text', 'categorical').kind).toBe('categorical');
    expect(kindOf({ numbers: 90 }, 'text', 'numeric').kind).toBe('numeric');
    expect(kindOf({}, 'other', 'numeric').kind).toBeNull();
  });

  test('is doubtful where all that are no numbers look like some, however they are written', () => {
    const looks = 'looks like numbers with decimal commas or marks between thousands: write them as 1234.5';
    expect(kindOf({ numbers: 40, formatted: 60 })).toEqual({
      kind: 'categorical',
      doubt: `is a category, and ${looks}`,
    });
    expect(kindOf({ formatted: 100, levels: 90 })).toEqual({ kind: null, why: `it ${looks}` });
    expect(kindOf({ numbers: 40, formatted: 59 })).toEqual({ kind: 'categorical' });
    expect(kindOf({ formatted: 100 }, 'text', 'categorical')).toEqual({ kind: 'categorical' });
  });

  test('with very many levels keeps the most frequent', () => {
    const many = columnKind({ name: 'x', type: 'text' }, { ...NOTHING, known: 9000, levels: 201 }, undefined, 9000);
    expect(many).toEqual({ kind: 'categorical', manyLevels: true });
  });
});

test('other types say it themselves', () => {
  expect(
    ['integer', 'float', 'boolean', 'date', 'moment', 'zoned moment', 'other'].map(
      (type) => kindOf({}, type as ColumnType).kind,
    ),
  ).toEqual(['numeric', 'numeric', 'numeric', 'date', 'date', 'date', null]);
});

test('types are known as the engines write them', () => {
  const duckdb = [
    'VARCHAR',
    "ENUM('a', 'b')",
    'HUGEINT',
    'DECIMAL(18,3)',
    'TIMESTAMP_NS',
    'TIMESTAMP WITH TIME ZONE',
    'BIGINT[]',
    'BLOB',
  ];
  expect(duckdb.map(duckdbColumnType)).toEqual([
    'text',
    'text',
    'integer',
    'float',
    'moment',
    'zoned moment',
    'other',
    'other',
  ]);
  const bigquery = ['STRING', 'INTEGER', 'NUMERIC', 'BOOLEAN', 'DATETIME', 'TIMESTAMP', 'RECORD'].map((type) =>
    bigqueryColumnType({ type }),
  );
  expect(bigquery).toEqual(['text', 'integer', 'float', 'boolean', 'moment', 'zoned moment', 'other']);
  expect(bigqueryColumnType({ type: 'STRING', mode: 'REPEATED' })).toBe('other');
});

describe('the feature that a column is', () => {
  const spec = (name: string, kind: 'numeric' | 'date' | 'categorical') =>
    tableFeature({ name, type: 'text' }, kind).spec;

  test('has the name of the column, unless statements use it', () => {
    expect(['プラン', 'a "b"', 'Position', 'LABEL', '_sum', '_weights_12', 'weights'].map(featureName)).toEqual([
      'プラン',
      'a "b"',
      'Position_column',
      'LABEL_column',
      '_sum_column',
      '_weights_12_column',
      'weights',
    ]);
  });

  // A change of these numbers would refuse every model of a table.
  test('has a definition of its name and kind', () => {
    expect(
      [spec('plan', 'categorical'), spec('plan', 'numeric'), spec('since', 'date')].map((each) => each.definitionHash),
    ).toMatchInlineSnapshot(`
      [
        "d2a8ed5816b9ea68",
        "bb13077f56c2b291",
        "34c17cfd46719efe",
      ]
    `);
  });
});
