import { PropensityError } from '@propensity/core';
import { daysOf } from '@propensity/core/windows';
import { type CustomColumn, ga4Export, relation } from '@propensity/warehouse-sql';
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
const DAY_MS = 86_400_000;

interface StoredTable {
  readonly description: string;
  expirationTime: string;
  readonly creationTime: string;
}

/** A data set that knows the tables that statements have made, and what they say of themselves. */
function workDataset() {
  const tables = new Map<string, StoredTable>();
  const done: WriteStatement[] = [];
  let now = 0;
  const write = async (statement: WriteStatement) => {
    done.push(statement);
    const { sql } = statement;
    const table = /TABLE (?:IF NOT EXISTS )?`p\.work\.(\w+)`/.exec(sql)![1]!;
    const expirationTime = String(now + Number(/INTERVAL (\d+) DAY\)[,)]/.exec(sql)![1]) * DAY_MS);
    const found = tables.get(table);
    if (sql.startsWith('ALTER')) found!.expirationTime = expirationTime;
    else if (found === undefined) {
      const description = /description = '([^']*)'/.exec(sql)![1]!;
      tables.set(table, { description, expirationTime, creationTime: String(tables.size) });
    }
  };
  const warehouse = {
    api: {
      get serverTime() {
        return now;
      },
      call: async () => ({
        tables: [...tables].map(([tableId, { creationTime }]) => ({ tableReference: { tableId }, creationTime })),
      }),
    },
    jobs: { write },
    forgotten: { keeps: async () => undefined, eraseSince: async () => {} },
    work: { ensure: async () => {}, name: 'p.work', fullName: (name: string) => `p.work.${name}` },
    describe: async (name: string) => tables.get(name.split('.').at(-1)!) ?? null,
  } as unknown as BigQueryWarehouse;
  return {
    warehouse,
    done,
    tables,
    steps: () => done.map(({ step }) => step),
    at: (day: number) => {
      now = day * DAY_MS;
    },
  };
}

/** An export that says of each day when it was last written. */
function flatEvents(
  { warehouse }: Pick<ReturnType<typeof workDataset>, 'warehouse'>,
  { refuses = false, written = {}, columns = [] }: Options = {},
) {
  const checked: string[] = [];
  const exported = {
    options: { dataset: 'p.analytics' },
    relations: async () => [{ from: relation('t'), schema: SCHEMA }],
    fingerprints: async (from: string, until: string) =>
      daysOf(from, until).map((day) => `${day} ${written[day] ?? 1}`),
    tableNames: async () => 'some tables',
  } as unknown as BigQueryExport;
  const presence = {
    check: async (from: string, until: string) => {
      if (refuses) throw REFUSED;
      checked.push(`${from} ${until}`);
    },
  };
  const options = { warehouse, export: exported, presence, source: ga4Export, timeZone: 'UTC', features: [] };
  return { checked, flat: new BigQueryFlatEvents({ ...options, keptDays: 100, columns }) };
}

interface Options {
  readonly refuses?: boolean;
  readonly written?: Readonly<Record<string, number>>;
  readonly columns?: readonly CustomColumn[];
}

describe('BigQueryFlatEvents', () => {
  it('asks what is missing whether its rows are whole, and then flattens it', async () => {
    const work = workDataset();
    const { checked, flat } = flatEvents(work);
    await flat.cover(['2025-03-08', '2025-03-15']);
    await flat.cover(['2025-03-01', '2025-03-08']);
    await flat.cover(['2025-03-01', '2025-03-15']);
    expect(checked).toEqual(['2025-03-08 2025-03-15', '2025-03-01 2025-03-08']);
    expect(work.steps()).toEqual(['flatten-2025-03-08', 'flatten-2025-03-01']);
    expect(work.done[0]!.sql).toContain('PARTITION BY `flat_day`\nCLUSTER BY `user_id`');
  });

  it('writes nothing where an export is refused', async () => {
    const work = workDataset();
    const { flat } = flatEvents(work, { refuses: true });
    await expect(flat.cover(['2025-03-08', '2025-03-15'])).rejects.toBe(REFUSED);
    expect(work.done).toEqual([]);
  });

  it('flattens ranges that overlap or touch by one statement, and others apart', async () => {
    const { flat } = flatEvents(workDataset());
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

  it('reads of every table the days that were asked for, as constants, each day once', async () => {
    const work = workDataset();
    const { flat } = flatEvents(work);
    await flat.cover(['2025-03-01', '2025-03-10']);
    await flat.cover(['2025-03-10', '2025-03-12']);
    const [first, second] = [...work.tables.keys()];
    const part = (table: string, days: string) =>
      `SELECT * FROM (SELECT * FROM \`p.work.${table}\` AS flat WHERE ${days}) AS part`;
    expect(await flat.cover(['2025-03-05', '2025-03-11'])).toBe(
      `(${part(first!, "flat_day BETWEEN DATE '2025-03-05' AND DATE '2025-03-09'")}\nUNION ALL\n${part(second!, "flat_day = DATE '2025-03-10'")})`,
    );
  });

  it('gives of several ranges every day once, and no day between them', async () => {
    const { flat } = flatEvents(workDataset());
    const read = String(
      await flat.cover(['2025-03-01', '2025-03-03'], ['2025-03-02', '2025-03-04'], ['2025-03-08', '2025-03-09']),
    );
    expect([...read.matchAll(/flat_day [^)]*/g)].map(([text]) => text)).toEqual([
      "flat_day BETWEEN DATE '2025-03-01' AND DATE '2025-03-03'",
      "flat_day = DATE '2025-03-08'",
    ]);
  });

  it('flattens a week later, in another process, the new days alone, and says so', async () => {
    const work = workDataset();
    await flatEvents(work).flat.cover(['2025-03-01', '2025-03-08']);
    work.at(7);
    const later = flatEvents(work);
    await later.flat.cover(['2025-03-04', '2025-03-11']);
    expect(work.steps()).toEqual(['flatten-2025-03-01', 'flatten-2025-03-08']);
    expect(work.done[1]!.note).toBe('3 new days, 0 that were written again');
    expect(later.checked).toEqual(['2025-03-08 2025-03-11']);
  });

  it('flattens a day again that was written again, and reads it from where it is new', async () => {
    const work = workDataset();
    await flatEvents(work).flat.cover(['2025-03-01', '2025-03-08']);
    const again = flatEvents(work, { written: { '2025-03-03': 2 } });
    const read = String(await again.flat.cover(['2025-03-01', '2025-03-08']));
    expect(work.steps()).toEqual(['flatten-2025-03-01', 'flatten-2025-03-03']);
    expect(work.done[1]!.note).toBe('0 new days, 1 that were written again');
    const [first, second] = [...work.tables.keys()];
    expect(read).toContain(
      `\`p.work.${first}\` AS flat WHERE flat_day BETWEEN DATE '2025-03-01' AND DATE '2025-03-02' OR flat_day BETWEEN DATE '2025-03-04' AND DATE '2025-03-07'`,
    );
    expect(read).toContain(`\`p.work.${second}\` AS flat WHERE flat_day = DATE '2025-03-03'`);
  });

  it('keeps the days of other columns apart', async () => {
    const work = workDataset();
    await flatEvents(work).flat.cover(['2025-03-01', '2025-03-03']);
    const columns: CustomColumn[] = [{ name: 'plan', type: 'string', param: 'plan' }];
    await flatEvents(work, { columns }).flat.cover(['2025-03-01', '2025-03-03']);
    expect(work.steps()).toEqual(['flatten-2025-03-01', 'flatten-2025-03-01']);
    expect(work.tables.size).toBe(2);
  });

  it('makes the same table where two begin at once', async () => {
    const work = workDataset();
    const both = [flatEvents(work), flatEvents(work)];
    const read = await Promise.all(both.map(({ flat }) => flat.cover(['2025-03-01', '2025-03-03'])));
    expect(work.tables.size).toBe(1);
    expect(read[0]).toBe(read[1]);
  });

  it('gives life to a table near its end that it reads, and to no other', async () => {
    const work = workDataset();
    await flatEvents(work).flat.cover(['2025-03-01', '2025-03-03']);
    await flatEvents(work).flat.cover(['2025-03-03', '2025-03-05']);
    work.at(99);
    await flatEvents(work).flat.cover(['2025-03-03', '2025-03-05']);
    expect(work.steps().slice(2)).toEqual(['prolong-flat-events']);
    const [first, second] = [...work.tables.values()];
    expect([first, second].map((table) => Number(table!.expirationTime) / DAY_MS)).toEqual([100, 103]);
  });

  it('does not take a table at its word whose description it did not write', async () => {
    const work = workDataset();
    await flatEvents(work).flat.cover(['2025-03-01', '2025-03-03']);
    const [name, table] = [...work.tables][0]!;
    work.tables.set(name, { ...table, description: 'Flat events of March' });
    const { flat } = flatEvents(work);
    expect(await flat.plan([['2025-03-01', '2025-03-03']])).toHaveLength(1);
  });

  it('tells what a training would read if nothing were kept', async () => {
    const work = workDataset();
    const { flat } = flatEvents(work);
    await flat.cover(['2025-03-01', '2025-03-03']);
    expect(await flat.queries([['2025-03-01', '2025-03-03']])).toHaveLength(1);
    expect(await flat.plan([['2025-03-01', '2025-03-03']])).toEqual([]);
  });
});
