import { describe, expect, test } from 'vitest';
import { bigquerySchema, exportTableRows, type TableField } from '../../src/index.js';

const micros: TableField = { name: 'event_timestamp', type: 'INTEGER', mode: 'NULLABLE' };
const items = (...fields: TableField[]): TableField => ({ name: 'items', type: 'RECORD', mode: 'REPEATED', fields });
const price: TableField = { name: 'price', type: 'FLOAT' };
const quantity: TableField = { name: 'quantity', type: 'INT64', mode: 'NULLABLE' };

test('a schema has the path of every scalar, with the names of GoogleSQL', () => {
  expect([...bigquerySchema([micros, items(price, quantity), { name: 'is_active', type: 'BOOLEAN' }])]).toEqual([
    ['event_timestamp', 'INT64'],
    ['items.price', 'FLOAT64'],
    ['items.quantity', 'INT64'],
    ['is_active', 'BOOL'],
  ]);
});

describe('the tables of an export', () => {
  const newest = [micros, items(price, quantity)];
  const day = (suffix: string, schema: readonly TableField[] = newest) => ({ suffix, schema });
  const rowsOf = (days: ReturnType<typeof day>[], wildcardSchema?: readonly TableField[]) =>
    exportTableRows({
      dataset: 'my-project.analytics_1',
      prefix: 'events_',
      days,
      ...(wildcardSchema === undefined ? {} : { newest: wildcardSchema }),
    });
  const read = (...given: Parameters<typeof rowsOf>) => rowsOf(...given).map(({ from }) => from);

  test('days that look as the newest table are read through the wildcard, by literal suffixes', () => {
    expect(read([day('20210102'), day('20210101')], newest)).toEqual([
      "(SELECT * FROM `my-project.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('210101', '210102'))",
    ]);
  });

  test.each<[string, readonly TableField[]]>([
    ['a field less', [micros, items(price)]],
    ['another type', [micros, items(price, { ...quantity, type: 'FLOAT' })]],
    ['another order', [micros, items(quantity, price)]],
    ['a field that is not repeated', [micros, { ...items(price, quantity), mode: 'NULLABLE' }]],
  ])('days with %s are named one by one', (_what, schema) => {
    expect(read([day('20210103', schema), day('20210101'), day('20210102', schema)], newest)).toEqual([
      '(SELECT * FROM `my-project.analytics_1.events_20210102`\nUNION ALL SELECT * FROM `my-project.analytics_1.events_20210103`)',
      "(SELECT * FROM `my-project.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('210101'))",
    ]);
  });

  test('a type is the same under its legacy and its own name', () => {
    const own = [{ ...micros, type: 'INT64' }, items({ ...price, type: 'FLOAT64' }, quantity)];
    expect(read([day('20210101', own)], newest)).toHaveLength(1);
    expect(read([day('20210101', own), day('20210102')], newest)).toHaveLength(1);
  });

  test('days that the wildcard does not match are named one by one', () => {
    expect(read([day('19991231'), day('20210101')], newest)).toEqual([
      '(SELECT * FROM `my-project.analytics_1.events_19991231`\nUNION ALL SELECT * FROM `my-project.analytics_1.events_20210101`)',
    ]);
  });

  test('a column tells the table of each row where it is asked for', () => {
    const days = [day('20210103', [micros]), day('20210101')];
    const rows = exportTableRows({ dataset: 'p.a', prefix: 'events_', days, newest, suffixColumn: 'place' });
    expect(rows.map(({ from }) => from)).toEqual([
      "(SELECT *, '20210103' AS `place` FROM `p.a.events_20210103`)",
      "(SELECT *, CONCAT('20', _TABLE_SUFFIX) AS `place` FROM `p.a.events_20*` WHERE _TABLE_SUFFIX IN ('210101'))",
    ]);
  });

  test('without the newest schema no wildcard is used', () => {
    expect(read([day('20210101')])).toEqual(['(SELECT * FROM `my-project.analytics_1.events_20210101`)']);
  });

  test('rows have the type of their tables, and are named after the first', () => {
    const wider = [micros, { ...items(price), mode: 'REPEATED' }];
    const rows = rowsOf([day('20210103'), day('20210101'), day('20210102', wider), day('20210104')], newest);
    expect(rows.map(({ where }) => where)).toEqual([
      'my-project.analytics_1.events_20210101 (and 2 tables like it)',
      'my-project.analytics_1.events_20210102',
    ]);
    expect(rows[1]!.row).toEqual({
      kind: 'struct',
      fields: [
        { name: 'event_timestamp', type: { kind: 'scalar', name: 'INT64' } },
        {
          name: 'items',
          type: {
            kind: 'list',
            element: { kind: 'struct', fields: [{ name: 'price', type: { kind: 'scalar', name: 'FLOAT64' } }] },
          },
        },
      ],
    });
    // The size of each number decides: milliseconds are never taken for microseconds.
    expect(rows.map(({ units }) => units)).toEqual([undefined, undefined]);
  });

  test.each(['intraday_20210101', '2021010', "20210101' OR '1", '*'])('the suffix %j is refused', (suffix) => {
    expect(() => read([day(suffix)])).toThrow(expect.objectContaining({ code: 'bad_table_suffix', kind: 'usage' }));
  });
});
