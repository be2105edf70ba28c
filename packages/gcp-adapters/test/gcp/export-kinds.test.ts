import { PropensityError } from '@propensity/core';
import { type PropensityConfigInput, parseConfig, workDatasetOf } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { createScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import type { TableField } from '@propensity/warehouse-sql';
import { expect, it } from 'vitest';
import { openGcpStack } from '../../src/index.js';
import {
  changed,
  FIELDS,
  loadRawExport,
  plainExport,
  type RawExport,
  type RawRow,
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

describeOnServers('an export of another kind on BigQuery', (servers) => {
  /** What is learnt about the export, and the rows of a snapshot; then the data sets are looked into. */
  async function readThrough(exported: RawExport) {
    const scratch = await createScratch(servers);
    try {
      await loadRawExport(scratch, exported);
      const input: PropensityConfigInput = {
        stack: 'gcp',
        target: { event: 'purchase' },
        lookbackDays: 3,
        horizonDays: 2,
        features: { drop: DROP },
        gcp: scratch.gcp,
      };
      const { ports, close } = openGcpStack(parseConfig(input), {
        progress: silentProgress,
        clock: () => Date.parse('2025-01-20T12:00:00Z'),
        codeVersion: 'test',
      });
      try {
        const evidence = await ports.events.evidence!('2025-01-07', '2025-01-12');
        const summary = await ports.events.summarise('2025-01-07', '2025-01-12');
        const reach = await ports.events.reach(SNAPSHOT);
        const { users } = await ports.snapshots.materialise(SNAPSHOT);
        const rows = await ports.snapshots.readLabelled([SNAPSHOT]);
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
});

/** The day, or the first or last that has a table. */
function within(day: number): number {
  return Math.min(Math.max(day, 6), 14);
}

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
