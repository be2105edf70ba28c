import { ga4Export } from '@propensity/warehouse-sql';
import { describe, expect, it } from 'vitest';
import { dayOfTable, dayTablesOf, listedPrefixes } from '../../src/export/day-tables.js';

const TABLE = 1;
const VIEW = 2;
const NAMES = ga4Export.days;
const listed = (table_id: string, type = TABLE) => ({ table_id, type, row_count: 5, last_modified_time: 7 });
const readFrom = (tables: readonly ReturnType<typeof listed>[], intraday: boolean) =>
  [...dayTablesOf(tables, NAMES, intraday).byDay].map(([day, { name, kind }]) => `${day} ${name} ${kind}`);

const MIXED = [
  listed('events_20250101'),
  listed('events_intraday_20250103'),
  listed('events_intraday_20250102'),
  listed('events_20250102'),
  listed('events_fresh_20250103'),
];

describe('dayTablesOf', () => {
  it('leaves out what Google still writes to, and counts it', () => {
    expect(readFrom(MIXED, false)).toEqual(['2025-01-01 events_20250101 daily', '2025-01-02 events_20250102 daily']);
    expect(dayTablesOf(MIXED, NAMES, false).leftOut).toEqual({ intraday: 2, fresh: 1 });
  });

  it.each([['as they are'], ['the other way round']])(
    'reads a day from its final table where there is one, else from its intraday table: %s',
    (order) => {
      const tables = order === 'as they are' ? MIXED : [...MIXED].reverse();
      expect(readFrom(tables, true)).toEqual([
        '2025-01-01 events_20250101 daily',
        '2025-01-02 events_20250102 daily',
        '2025-01-03 events_intraday_20250103 intraday',
      ]);
      expect(dayTablesOf(tables, NAMES, true).leftOut).toEqual({ intraday: 0, fresh: 1 });
    },
  );

  it('knows the newest table of each kind, and none where a view bears such a name', () => {
    const newest = (...more: readonly ReturnType<typeof listed>[]) => {
      const { daily, intraday } = dayTablesOf([...MIXED, ...more], NAMES, true).newest;
      return [daily?.name ?? null, intraday?.name ?? null];
    };
    expect(newest()).toEqual(['events_20250102', 'events_intraday_20250102']);
    expect(newest(listed('events_2025_summary'))).toEqual(['events_2025_summary', 'events_intraday_20250102']);
    expect(newest(listed('events_intraday_2025', VIEW))).toEqual(['events_20250102', null]);
    expect(newest(listed('events_2025', VIEW))).toEqual([null, 'events_intraday_20250102']);
  });
});

it('tables of other names are of no day', () => {
  expect(listedPrefixes(NAMES)).toEqual(['events_20', 'events_intraday_20', 'events_fresh_20']);
  expect(dayOfTable(NAMES, 'events_intraday_20250103')).toEqual({ day: '2025-01-03', kind: 'intraday' });
  for (const name of ['events_20250230', 'events_intraday_2025', 'events_other_20250101', 'x_events_20250101']) {
    expect(dayOfTable(NAMES, name)).toBeNull();
  }
});
