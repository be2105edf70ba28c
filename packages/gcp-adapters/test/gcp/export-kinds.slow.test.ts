import { PropensityError } from '@propensity/core';
import { type PropensityConfigInput, parseConfig, workDatasetOf } from '@propensity/core/config';
import { type Ports, silentProgress } from '@propensity/core/ports';
import { createScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import type { TableField } from '@propensity/warehouse-sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGcpStack } from '../../src/index.js';
import {
  changed,
  columns,
  FIELDS,
  loadRawExport,
  plainExport,
  type RawExport,
  type RawRow,
  record,
  row,
  suffixOf,
  WRAPPED_PARAMS,
} from './support/raw-export.js';

const SNAPSHOT = '2025-01-10';
const PLAIN = plainExport();

/** Google's fields, with another in place of the one of that name. */
const withField = (field: TableField): TableField[] => FIELDS.map((each) => (each.name === field.name ? field : each));
const micros = ({ event_timestamp }: RawRow) => Number(event_timestamp);
const isOf = (day: number, { event_date }: RawRow) => event_date === suffixOf(day);

/** Rows of a day in the tables of other days: `to` gives each its table. */
function moved({ fields, days }: RawExport, to: (row: RawRow, index: number) => string): RawExport {
  const tables = new Map([...days.keys()].map((suffix): [string, RawRow[]] => [suffix, []]));
  for (const [index, each] of [...days.values()].flat().entries()) tables.get(to(each, index))!.push(each);
  return { fields, days: tables };
}

/** The stack over the export of a corner of the servers. */
function open({ gcp }: Scratch, change: Partial<PropensityConfigInput> = {}) {
  const input: PropensityConfigInput = {
    stack: 'gcp',
    target: { event: 'purchase' },
    lookbackDays: 3,
    horizonDays: 2,
    features: { drop: DROP },
    gcp,
    ...change,
  };
  return openGcpStack(parseConfig(input), {
    progress: silentProgress,
    clock: () => Date.parse('2025-01-20T12:00:00Z'),
    codeVersion: 'test',
  });
}

/** What is learnt about an export, and the rows of a snapshot. */
async function learntOf({ events, snapshots }: Ports) {
  const evidence = await events.evidence!('2025-01-07', '2025-01-12');
  const summary = await events.summarise('2025-01-07', '2025-01-12');
  const reach = await events.reach(SNAPSHOT);
  const { users } = await snapshots.materialise(SNAPSHOT);
  const rows = await snapshots.readLabelled([SNAPSHOT]);
  return { evidence, summary, reach, users, rows };
}

describeOnServers('an export of another kind on BigQuery', (servers) => {
  /** What is learnt about the export, and the rows of a snapshot; then the data sets are looked into. */
  async function readThrough(exported: RawExport) {
    const scratch = await createScratch(servers);
    try {
      await loadRawExport(scratch, exported);
      const { ports, close } = open(scratch);
      try {
        const { evidence, summary, reach, users, rows } = await learntOf(ports);
        return { evidence, summary, reach, users, rows };
      } catch (error) {
        return { error, written: await tablesOf(scratch) };
      } finally {
        await close();
      }
    } finally {
      await scratch.remove();
    }
  }

  let plain: ReturnType<typeof readThrough> | undefined;
  const right = () => {
    plain ??= readThrough(PLAIN);
    return plain;
  };

  it('is not read as empty: the plain one has users, events and conversions', async () => {
    const { evidence, summary, reach, users, rows, error } = await right();
    expect(error).toBeUndefined();
    const inside = [...PLAIN.days].flatMap(([suffix, all]) => (suffix >= '20250107' && suffix < '20250112' ? all : []));
    expect(summary!.events).toBe(inside.length);
    expect(evidence!.misplaced).toEqual([]);
    expect(evidence!.dates.reduce((sum, { rows }) => sum + rows, 0)).toBe(inside.length);
    expect(users).toBe(6);
    expect(reach!.converters).toBeGreaterThan(0);
    expect(Array.from(rows!.labels).reduce((sum, label) => sum + label, 0)).toBe(reach!.reachable);
  });

  it.each<[string, RawExport]>([
    [
      'moments as TIMESTAMP',
      changed(PLAIN, withField({ name: 'event_timestamp', type: 'TIMESTAMP' }), (each) => ({
        ...each,
        event_timestamp: new Date(micros(each) / 1000).toISOString(),
      })),
    ],
    [
      'moments in milliseconds',
      changed(PLAIN, FIELDS, (each) => ({ ...each, event_timestamp: String(micros(each) / 1000) })),
    ],
    ['ids as numbers', changed(PLAIN, withField({ name: 'user_pseudo_id', type: 'INTEGER' }), (each) => each)],
    [
      'a wrapped list',
      changed(PLAIN, withField(WRAPPED_PARAMS), (each) => ({
        ...each,
        event_params: { list: (each.event_params as object[]).map((element) => ({ element })) },
      })),
    ],
    [
      'JSON text',
      changed(PLAIN, withField({ name: 'event_params', type: 'STRING' }), (each) => ({
        ...each,
        event_params: JSON.stringify(each.event_params),
      })),
    ],
    [
      'rows that arrive up to three days late, or early',
      moved(PLAIN, ({ event_date }, index) => suffixOf(within(Number(String(event_date).slice(6)) + (index % 7) - 3))),
    ],
    [
      'a day delivered again before and after its attributes were filled in',
      changed(PLAIN, FIELDS, (each) => (isOf(9, each) ? [{ ...each, traffic_source: null }, each] : each)),
    ],
  ])('is read as the plain one is: %s', async (name, exported) => {
    const { error, evidence, summary: counted, ...found } = await readThrough(exported);
    expect(error).toBeUndefined();
    const { evidence: _, summary, ...expected } = await right();
    expect(found).toEqual(expected);
    expect(evidence!.misplaced.length > 0).toBe(name.startsWith('rows that arrive'));
    // Totals are of rows as they are stored, in the tables of these days.
    if (!/^(a day delivered again|rows that arrive)/.test(name)) expect(counted).toEqual(summary);
  });

  it('counts each event of a batch, however often the day was delivered', async () => {
    const batch = [0, 1, 2].map((index) => ({ ...row(9, 0, 30, 'page_view'), batch_event_index: String(index) }));
    const days = new Map(PLAIN.days).set('20250109', [...PLAIN.days.get('20250109')!, ...batch, ...batch]);
    const { rows, error } = await readThrough({ fields: FIELDS, days });
    expect(error).toBeUndefined();
    const before = (await right()).rows!;
    const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
    expect(total(rows!.eventCount)).toBe(total(before.eventCount) + 3);
  });

  it.each<[string, RawExport, string, string]>([
    [
      'a wall clock without a zone',
      changed(PLAIN, withField({ name: 'event_timestamp', type: 'DATETIME' }), (each) => ({
        ...each,
        event_timestamp: new Date(micros(each) / 1000).toISOString().slice(0, 19),
      })),
      'unreadable_field',
      'events_20250107 (and 4 tables like it)',
    ],
    [
      'a moment of no unit',
      changed(PLAIN, FIELDS, (each) => (isOf(8, each) ? { ...each, event_timestamp: '12345' } : each)),
      'unreadable_field',
      'found 12345 (',
    ],
    [
      'parameters as JSON text of something else',
      changed(PLAIN, withField({ name: 'event_params', type: 'STRING' }), (each) => ({
        ...each,
        event_params: '{"a":1}',
      })),
      'unreadable_field',
      'found {"a":1} (',
    ],
    [
      'no parameters at all',
      changed(PLAIN, FIELDS, (each) => ({ ...each, event_params: [] })),
      'no_parameters',
      'events_20250111',
    ],
    [
      'no event names',
      changed(PLAIN, FIELDS, (each) => ({ ...each, event_name: null })),
      'no_event_names',
      'events_20250111',
    ],
  ])('is refused by name, and nothing is written: %s', async (_name, exported, code, named) => {
    const { error, written } = await readThrough(exported);
    expect(PropensityError.is(error) ? [error.code, error.kind] : error).toEqual([code, 'usage']);
    expect((error as PropensityError).message).toContain(named);
    expect(written).toEqual([]);
  });

  describe('whose last days have intraday tables alone', () => {
    const LAST_WHOLE_DAY = '20250110';
    let scratch: Scratch;
    beforeAll(async () => {
      scratch = await createScratch(servers);
      const days = (isOf: (suffix: string) => boolean) => new Map([...PLAIN.days].filter(([suffix]) => isOf(suffix)));
      const whole = days((suffix) => suffix <= LAST_WHOLE_DAY);
      const intraday = days((suffix) => suffix > LAST_WHOLE_DAY);
      // What was there before the day was whole is not read.
      intraday.set('20250109', [row(9, 0, 30, 'page_view'), row(9, 1, 30, 'purchase')]);
      for (const [suffix, orders] of ORDERS) intraday.set(suffix, [...intraday.get(suffix)!, ...orders]);
      await loadRawExport(scratch, { fields: FIELDS, days: whole });
      await loadRawExport(scratch, { fields: [...FIELDS, MONEY], days: intraday }, 'events_intraday_');
    });
    afterAll(() => scratch?.remove());

    const opened = async <T>(
      change: Partial<PropensityConfigInput>,
      work: (ports: Ports) => Promise<T>,
    ): Promise<T> => {
      const { ports, close } = open(scratch, change);
      try {
        return await work(ports);
      } finally {
        await close();
      }
    };
    const WITH_INTRADAY = { source: { intraday: true } };
    const lastDay = async ({ events }: Ports) => (await events.days()).at(-1)!.date;

    it('ends with its last whole day', async () => {
      expect(await opened({}, lastDay)).toBe('2025-01-10');
    });

    it('is read to its end where intraday days are asked for, whole days from their final tables', async () => {
      await opened(WITH_INTRADAY, async (ports) => {
        expect(await lastDay(ports)).toBe('2025-01-14');
        const { evidence, rows, reach } = await learntOf(ports);
        const expected = await right();
        expect([rows, reach]).toEqual([expected.rows, expected.reach]);
        expect(evidence.misplaced).toEqual([]);
        expect(new Set(evidence.dates)).toEqual(new Set(expected.evidence!.dates));
      });
    });

    it('shows doctor how its orders give their amounts', async () => {
      const { amounts } = await opened(WITH_INTRADAY, ({ events }) =>
        events.evidence!('2025-01-12', '2025-01-14', { amounts: true }),
      );
      const orders = [...PLAIN.days].flatMap(([suffix, rows]) =>
        suffix === '20250112' || suffix === '20250113' ? rows : [],
      );
      expect(amounts).toEqual({
        currency: 'USD',
        orders: orders.filter(({ event_name }) => event_name === 'purchase').length + 6,
        foreign: 3,
        currencies: ['EUR', 'GBP'],
        unreadable: 1,
        refunds: 1,
      });
    });

    it('refuses SQL of the user that names a column that there is not, and writes nothing', async () => {
      const before = await tablesOf(scratch);
      const own = { name: 'own', sql: 'UPPER(devise)', aggregate: 'last', kind: 'categorical' } as const;
      const error = await opened({ features: { add: [own] } }, ({ snapshots }) =>
        snapshots.materialise(SNAPSHOT).catch((cause: unknown) => cause),
      );
      expect(error).toMatchObject({
        code: 'bad_feature',
        kind: 'usage',
        message: 'The SQL of the feature "own" names "devise", which the export does not have.',
        hint: expect.stringMatching(/^There are .*batch_event_index, .*device, .*traffic_source/),
      });
      expect(await tablesOf(scratch)).toEqual(before);
    });

    // Last, since it changes the export.
    it('still gives the features of a user once rows have arrived around the day of the snapshot', async () => {
      const userOf = (ports: Ports) => ports.snapshots.readUser!(SNAPSHOT, '1000000000000001');
      const scored = await opened(WITH_INTRADAY, async (ports) => {
        await ports.snapshots.materialise(SNAPSHOT);
        return userOf(ports);
      });
      expect(scored).toMatchObject({ page_view_3d: 2 });
      // The final table of a day takes the place of its intraday table.
      const final = new Map([['20250112', PLAIN.days.get('20250112')!]]);
      await loadRawExport(scratch, { fields: FIELDS, days: final });
      expect(await opened(WITH_INTRADAY, userOf)).toEqual(scored);
    });
  });
});

/** The day, or the first or last that has a table. */
function within(day: number): number {
  return Math.min(Math.max(day, 6), 14);
}

/** Where Analytics gives the amounts of orders. */
const MONEY = record('ecommerce', [
  ...columns('FLOAT', 'purchase_revenue', 'purchase_revenue_in_usd', 'refund_value', 'refund_value_in_usd'),
  ...columns('STRING', 'transaction_id'),
]);

/** An order, or what happens to one, of a user who has no other that day. */
function order(
  day: number,
  n: number,
  { name = 'purchase', usd = null as number | null, params = {}, id = `${day}-${n}` },
) {
  const plain = row(day, 0, 40 + n, name);
  const texts = Object.entries(params).map(([key, string_value]) => ({ key, value: { string_value } }));
  return {
    ...plain,
    event_params: [...(plain.event_params as object[]), ...texts],
    ecommerce: { transaction_id: id, purchase_revenue_in_usd: usd },
  };
}

/** Six orders: one in dollars, three in other currencies, one that is no amount, and one that is given back the next day. */
const ORDERS = new Map([
  [
    '20250112',
    [
      order(12, 0, { usd: 20 }),
      order(12, 1, { params: { value: '12,50', currency: 'EUR' } }),
      order(12, 2, { params: { value: '30', currency: 'EUR' } }),
      order(12, 3, { params: { value: '8.5', currency: 'GBP' } }),
      order(12, 4, { params: { value: 'twelve', currency: 'USD' } }),
      order(12, 5, { usd: 7 }),
    ],
  ],
  ['20250113', [order(13, 0, { name: 'refund', id: '12-5' })]],
]);

/** Leaves features of every kind that the export fills. */
const DROP = 'items_* item_* add_* begin_* select_* remove_* scroll_*'.split(' ');

/** Tables in our data sets. */
async function tablesOf({ bigquery, gcp }: Scratch): Promise<string[]> {
  const found: string[] = [];
  for (const name of [gcp.dataset, workDatasetOf(gcp)]) {
    const [exists] = await bigquery.dataset(name).exists();
    const [tables] = exists ? await bigquery.dataset(name).getTables() : [[]];
    found.push(...tables.map(({ id }) => `${name}.${id}`));
  }
  return found;
}
