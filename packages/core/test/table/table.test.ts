import { describe, expect, it } from 'vitest';
import { Table } from '../../src/table/table.js';
import { categoricalColumn, tableFromRows } from '../../src/table/table-from-rows.js';

const COLUMNS = [
  { name: 'visits', kind: 'numeric' },
  { name: 'device', kind: 'categorical' },
] as const;
const ROWS = [
  { visits: 3, device: 'mobile' },
  { visits: null, device: undefined },
  { visits: true, device: 7 },
  { device: 'mobile' },
];
const table = tableFromRows(COLUMNS, ROWS);

describe('tableFromRows', () => {
  it('reads null, undefined and absent as missing, in numbers and in categories', () => {
    expect([...table.numeric('visits')]).toEqual([3, Number.NaN, 1, Number.NaN]);
    expect(table.categorical('device')).toEqual({
      kind: 'categorical',
      codes: Int32Array.of(0, -1, 1, 0),
      levels: ['mobile', '7'],
    });
  });

  it('keeps its number of rows without columns', () => {
    expect(tableFromRows([], ROWS).nRows).toBe(4);
  });
});

describe('categoricalColumn', () => {
  it('takes NaN as missing and "" as a level', () => {
    expect(categoricalColumn(['', Number.NaN, ''])).toMatchObject({ codes: Int32Array.of(0, -1, 0), levels: [''] });
  });
});

describe('Table', () => {
  it('gives a row back as an object, missing as null', () => {
    expect(table.row(1)).toEqual({ visits: null, device: null });
    expect(table.row(2)).toEqual({ visits: 1, device: '7' });
  });

  it('takes rows in the order asked for, and repeatedly', () => {
    const taken = table.take([2, 0, 0]);
    expect([0, 1, 2].map((i) => taken.row(i))).toEqual([table.row(2), table.row(0), table.row(0)]);
    expect(table.take([]).nRows).toBe(0);
  });

  it('selects columns in the order asked for', () => {
    expect([...table.select(['device', 'visits']).columns.keys()]).toEqual(['device', 'visits']);
    expect(table.select([]).nRows).toBe(4);
  });

  it.each([
    ['unknown_column', () => table.numeric('clicks')],
    ['unknown_column', () => table.select(['clicks'])],
    ['wrong_column_kind', () => table.numeric('device')],
    ['wrong_column_kind', () => table.categorical('visits')],
    [
      'ragged_table',
      () =>
        new Table([
          ['a', { kind: 'numeric', values: Float64Array.of(1) }],
          ['b', { kind: 'numeric', values: Float64Array.of(1, 2) }],
        ]),
    ],
  ])('refuses with %s', (code, wrong) => {
    expect(wrong).toThrow(expect.objectContaining({ code }));
  });
});
