import { PropensityError } from '@propensity/core';
import { ga4Export, relation } from '@propensity/warehouse-sql';
import { describe, expect, it } from 'vitest';
import type { BigQueryExport } from '../../src/export/bigquery-export.js';
import { BigQueryFlatEvents } from '../../src/export/bigquery-flat-events.js';
import type { WriteStatement } from '../../src/jobs/statement.js';
import type { BigQueryWarehouse } from '../../src/warehouse/bigquery-warehouse.js';

const SCHEMA = new Map([
  ['event_timestamp', 'INT64'],
  ['event_name', 'STRING'],
  ['user_pseudo_id', 'STRING'],
]);
const REFUSED = new PropensityError('no_parameters', 'None.', { kind: 'usage', hint: 'Some.' });

function flatEvents({ refuses = false } = {}) {
  const done: string[] = [];
  const warehouse = {
    api: { serverTime: 0 },
    jobs: { write: async ({ step }: WriteStatement) => done.push(step) },
    forgotten: { keeps: async () => undefined, eraseSince: async () => {} },
    work: { ensure: async () => done.push('create-data-set'), fullName: (name: string) => `p.work.${name}` },
  } as unknown as BigQueryWarehouse;
  const exported = {
    relations: async () => [{ from: relation('t'), schema: SCHEMA }],
    fingerprints: async (...days: string[]) => days,
    tableNames: async () => 'some tables',
  } as unknown as BigQueryExport;
  const presence = {
    check: async (from: string, until: string) => {
      if (refuses) throw REFUSED;
      done.push(`presence ${from} ${until}`);
    },
  };
  const options = { warehouse, export: exported, presence, source: ga4Export, timeZone: 'UTC', features: [] };
  return { done, flat: new BigQueryFlatEvents(options) };
}

describe('BigQueryFlatEvents', () => {
  it('asks what is missing whether its rows are whole, and then flattens it', async () => {
    const { done, flat } = flatEvents();
    await flat.cover('2025-03-08', '2025-03-15');
    await flat.cover('2025-03-01', '2025-03-08');
    await flat.cover('2025-03-01', '2025-03-15');
    expect(done).toEqual([
      'presence 2025-03-08 2025-03-15',
      'create-data-set',
      'flatten-2025-03-08',
      'presence 2025-03-01 2025-03-08',
      'create-data-set',
      'flatten-2025-03-01',
    ]);
  });

  it('writes nothing, and makes no data set, where an export is refused', async () => {
    const { done, flat } = flatEvents({ refuses: true });
    await expect(flat.cover('2025-03-08', '2025-03-15')).rejects.toBe(REFUSED);
    expect(done).toEqual([]);
  });

  it('flattens ranges that overlap or touch by one statement, and others apart', async () => {
    const { flat } = flatEvents();
    const planned = await flat.plan([
      ['2025-03-10', '2025-03-15'],
      ['2025-03-08', '2025-03-10'],
      ['2025-03-09', '2025-03-12'],
      ['2025-03-01', '2025-03-03'],
    ]);
    expect(planned.map(({ range }) => range)).toEqual([
      ['2025-03-01', '2025-03-03'],
      ['2025-03-08', '2025-03-15'],
    ]);
  });

  it('flattens of ranges what is not there yet', async () => {
    const { done, flat } = flatEvents();
    await flat.cover('2025-03-08', '2025-03-10');
    const before = done.length;
    await flat.flatten([
      ['2025-03-07', '2025-03-09'],
      ['2025-03-09', '2025-03-12'],
    ]);
    expect(done.slice(before).filter((step) => !step.startsWith('presence'))).toEqual([
      'create-data-set',
      'flatten-2025-03-07',
      'flatten-2025-03-10',
    ]);
  });
});
