import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scratch } from '@propensity/gcp-testing';
import type { TableField } from '@propensity/warehouse-sql';

/** A row as a JSON file holds it. */
export type RawRow = Readonly<Record<string, unknown>>;

/** Rows by the day, YYYYMMDD, whose table they stand in, and the fields of the tables. */
export interface RawExport {
  readonly fields: readonly TableField[];
  readonly days: ReadonlyMap<string, readonly RawRow[]>;
}

export const columns = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
export const record = (name: string, fields: readonly TableField[], mode = 'NULLABLE'): TableField => ({
  name,
  type: 'RECORD',
  mode,
  fields,
});

const PARAM_FIELDS = [
  ...columns('STRING', 'key'),
  record('value', [...columns('STRING', 'string_value'), ...columns('INTEGER', 'int_value')]),
];
export const PARAMS = record('event_params', PARAM_FIELDS, 'REPEATED');
/** As pandas, Spark and Airflow write a list. */
export const WRAPPED_PARAMS = record('event_params', [record('list', [record('element', PARAM_FIELDS)], 'REPEATED')]);

/** As Google exports it, some of it. */
export const FIELDS: readonly TableField[] = [
  ...columns('STRING', 'event_date', 'event_name', 'user_pseudo_id'),
  ...columns('INTEGER', 'event_timestamp', 'batch_event_index'),
  PARAMS,
  record('traffic_source', columns('STRING', 'source', 'medium')),
];

/** The days of January 2025 that have tables. */
export const FIRST_DAY = 6;
export const LAST_DAY = 14;
export const suffixOf = (day: number): string => `202501${String(day).padStart(2, '0')}`;

/** An export of some users who come on different days, view pages, and sometimes buy. */
export function plainExport(): RawExport {
  const days = new Map<string, RawRow[]>();
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
    const rows: RawRow[] = [];
    for (let user = 0; user < 6; user++) {
      if ((day + user) % 3 === 0) continue;
      for (let n = 0; n <= (day * user) % 4; n++) rows.push(row(day, user, n, 'page_view'));
      if ((day * 7 + user) % 5 === 0) rows.push(row(day, user, 9, 'purchase'));
    }
    days.set(suffixOf(day), rows);
  }
  return { fields: FIELDS, days };
}

/** An event at minute `n` of an hour of the user's own. */
export function row(day: number, user: number, n: number, name: string): RawRow {
  const session = 1_736_000_000 + day * 10 + user;
  return {
    event_date: suffixOf(day),
    event_name: name,
    user_pseudo_id: String(1_000_000_000_000_001 + user),
    event_timestamp: String(Date.UTC(2025, 0, day, 6 + user, n) * 1000),
    batch_event_index: null,
    event_params: [
      { key: 'ga_session_id', value: { int_value: String(session) } },
      { key: 'page_location', value: { string_value: `https://shop.example/${user}/${n % 2}` } },
    ],
    traffic_source: { source: 'search', medium: 'organic' },
  };
}

/** The same export with every row as `change` makes it. */
export function changed(
  { days }: RawExport,
  fields: readonly TableField[],
  change: (row: RawRow, suffix: string) => RawRow | readonly RawRow[],
): RawExport {
  return { fields, days: new Map([...days].map(([day, rows]) => [day, rows.flatMap((each) => change(each, day))])) };
}

/** Loads each day into its table. @param prefix what the tables' names begin with */
export async function loadRawExport(
  { bigquery, gcp }: Scratch,
  { fields, days }: RawExport,
  prefix = 'events_',
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'propensity-raw-export-'));
  try {
    for (const [suffix, rows] of days) {
      const file = join(folder, `${suffix}.json`);
      await writeFile(file, rows.map((each) => JSON.stringify(each)).join('\n'));
      const table = bigquery.dataset(gcp.eventsDataset!).table(`${prefix}${suffix}`);
      await table.load(file, {
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        schema: { fields: structuredClone([...fields]) as object[] },
      });
      // Of a table that nobody has described the server says, at any time, that it was changed just now.
      await table.setMetadata({ description: 'A day of an export' });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
