import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { writeSimulatedExport } from '@propensity/simulator';

/** The shop that is written: two weeks, 2025-01-01 to 2025-01-14. */
const KINDS_SHOP = { users: 260, days: 14, seed: 11, startDay: '2025-01-01' } as const;

/** One set of files that a kind of export is written as: a SELECT list over the events `e`, by day unless it says otherwise. */
export interface WrittenFiles {
  readonly select?: string;
  readonly where?: string;
  /** From a day's suffix, YYYYMMDD, and the suffix of the day after. */
  readonly file?: (suffix: string, next: string) => string;
  readonly copy?: string;
  /** Groups the files are made of, as an expression over `e`; by default its day. */
  readonly by?: string;
  /** Further SQL behind the condition, such as an order of the rows. */
  readonly order?: string;
}

/** An export as somebody has it. */
export interface ExportKind {
  readonly name: string;
  /** Statements that change the events `e` first; the plain export that it is compared with has them too. */
  readonly prepare?: readonly string[];
  /** Statements that change only this kind. */
  readonly change?: readonly string[];
  readonly files: readonly WrittenFiles[];
  /** What the configuration says of the source. */
  readonly source?: Readonly<Record<string, unknown>>;
  /** `same`: the features and labels of the plain export; else the code and the field of the refusal. */
  readonly right: 'same' | { readonly code: string; readonly names: string };
}

const json = (column: string) => `CAST(to_json(${column}) AS VARCHAR) AS ${column}`;
const wrapped = (column: string, list = 'list', element = 'element') =>
  `{"${list}": list_transform(${column}, lambda p: {"${element}": p})} AS ${column}`;
const replaced = (...columns: string[]) => `* REPLACE (${columns.join(', ')})`;
const same = (name: string, files: WrittenFiles, more: Partial<ExportKind> = {}): ExportKind => ({
  name,
  files: [files],
  right: 'same',
  ...more,
});
const refused = (
  name: string,
  files: WrittenFiles,
  code: string,
  names: string,
  more: Partial<ExportKind> = {},
): ExportKind => ({
  name,
  files: [files],
  right: { code, names },
  ...more,
});
const JSON_LINES = { copy: 'FORMAT json' };
const TEXT_ID = `CAST(hash(user_pseudo_id) % 100000000 AS VARCHAR)`;
const value = (key: string, field: string) => `list_filter(event_params, lambda p: p.key = '${key}')[1].value.${field}`;

/** Kinds of exports, by what they differ in from Google's: forms of columns, moments, files and names, days, deliveries, ids. */
export const EXPORT_KINDS: readonly ExportKind[] = [
  // forms of columns
  same('lists wrapped as pandas and Spark do', { select: replaced(wrapped('event_params'), wrapped('items')) }),
  same('lists wrapped as Hive does', { select: replaced(wrapped('event_params', 'bag', 'array_element')) }),
  same('parameters as a map', {
    select: replaced(
      `map_from_entries(list_transform(event_params, lambda p: {k: p.key, v: p.value})) AS event_params`,
    ),
  }),
  same('parameters as JSON text', { select: replaced(json('event_params')) }),
  same('every nested column as JSON text', {
    select: replaced(...['event_params', 'items', 'device', 'geo', 'traffic_source', 'ecommerce'].map(json)),
  }),
  same(
    'JSON text within JSON lines',
    { select: replaced(json('event_params'), json('items')), file: (d) => `events_${d}.json`, ...JSON_LINES },
    { source: { events: 'export/*.json' } },
  ),
  same(
    'wrapped lists within JSON lines',
    { select: replaced(wrapped('event_params')), file: (d) => `events_${d}.ndjson`, ...JSON_LINES },
    { source: { events: 'export/*.ndjson' } },
  ),
  same('columns in another order and case', {
    select: 'items, event_params, user_pseudo_id AS USER_PSEUDO_ID, * EXCLUDE (items, event_params, user_pseudo_id)',
  }),
  {
    name: 'another form each day',
    files: [
      { where: 'd % 3 = 0', select: `* EXCLUDE (d) REPLACE (${wrapped('event_params')})` },
      { where: 'd % 3 = 1', select: `* EXCLUDE (d) REPLACE (${json('event_params')})` },
      { where: 'd % 3 = 2', select: '* EXCLUDE (d)', file: (d) => `events_${d}.json`, ...JSON_LINES },
    ],
    change: ['ALTER TABLE e ADD COLUMN d BIGINT', 'UPDATE e SET d = CAST(event_date AS BIGINT)'],
    source: { events: 'export/events_*' },
    right: 'same',
  },
  same(
    'parameters in columns of their own, named by the configuration',
    {
      select: `* EXCLUDE (event_params), ${['ga_session_id', 'ga_session_number', 'engagement_time_msec'].map((key) => `${value(key, 'int_value')} AS p_${key}`).join(', ')}, COALESCE(${value('session_engaged', 'string_value')}, CAST(${value('session_engaged', 'int_value')} AS VARCHAR)) AS p_session_engaged, ${['page_location', 'page_title', 'source', 'medium'].map((key) => `${value(key, 'string_value')} AS p_${key}`).join(', ')}, COALESCE(${value('transaction_id', 'string_value')}, CAST(${value('transaction_id', 'int_value')} AS VARCHAR)) AS p_transaction_id, COALESCE(${value('value', 'double_value')}, ${value('value', 'int_value')}) AS p_value`,
    },
    {
      source: {
        parameters: Object.fromEntries(
          [
            'ga_session_id',
            'ga_session_number',
            'engagement_time_msec',
            'session_engaged',
            'page_location',
            'page_title',
            'source',
            'medium',
            'transaction_id',
            'value',
          ].map((key) => [key, `p_${key}`]),
        ),
      },
    },
  ),
  refused(
    'parameters in columns of their own',
    { select: `* EXCLUDE (event_params), ${value('ga_session_id', 'int_value')} AS ga_session_id` },
    'unreadable_field',
    'event_params',
  ),
  refused(
    'parameters as text of Python',
    { select: replaced(`replace(CAST(to_json(event_params) AS VARCHAR), '"', '''') AS event_params`) },
    'unreadable_field',
    'event_params',
  ),
  refused(
    'parameters that were never filled',
    { select: replaced('NULL::INTEGER AS event_params') },
    'no_parameters',
    'event_params',
  ),
  refused('items of other fields', { select: replaced(`[{'sku': 'x'}] AS items`) }, 'unreadable_field', 'items'),
  refused('no event names', { select: replaced('NULL::VARCHAR AS event_name') }, 'no_event_names', 'event_name'),
  refused('no moments', { select: '* EXCLUDE (event_timestamp)' }, 'unreadable_field', 'event_timestamp'),

  // moments
  same('moments as TIMESTAMP', { select: replaced('make_timestamp(event_timestamp) AS event_timestamp') }),
  same('moments as TIMESTAMP WITH TIME ZONE', {
    select: replaced('make_timestamp(event_timestamp)::TIMESTAMPTZ AS event_timestamp'),
  }),
  same('moments as TIMESTAMP_NS', { select: replaced('make_timestamp_ns(event_timestamp * 1000) AS event_timestamp') }),
  same('moments as DOUBLE', { select: replaced('event_timestamp::DOUBLE AS event_timestamp') }),
  same('moments as DECIMAL', { select: replaced('event_timestamp::DECIMAL(18,0) AS event_timestamp') }),
  same('moments as text of digits', { select: replaced('event_timestamp::VARCHAR AS event_timestamp') }),
  same('moments as text with an offset', {
    select: replaced(`strftime(make_timestamp(event_timestamp), '%Y-%m-%dT%H:%M:%S.%f') || 'Z' AS event_timestamp`),
  }),
  same(
    'milliseconds',
    { select: replaced('event_timestamp // 1000 AS event_timestamp') },
    { prepare: ['UPDATE e SET event_timestamp = event_timestamp // 1000 * 1000'] },
  ),
  same(
    'seconds',
    { select: replaced('(event_timestamp // 1000000)::INTEGER AS event_timestamp') },
    { prepare: ['UPDATE e SET event_timestamp = event_timestamp // 1000000 * 1000000'] },
  ),
  refused(
    'days in place of moments',
    { select: replaced(`strptime(event_date, '%Y%m%d')::DATE AS event_timestamp`) },
    'unreadable_field',
    'event_timestamp',
  ),
  refused(
    'moments as text without an offset',
    { select: replaced(`strftime(make_timestamp(event_timestamp), '%Y-%m-%d %H:%M:%S.%f') AS event_timestamp`) },
    'unreadable_field',
    'event_timestamp',
  ),
  refused(
    'moments of which one is 0',
    {
      select: replaced(
        'CASE WHEN row_number() OVER (ORDER BY event_timestamp) = 1 THEN 0 ELSE event_timestamp END AS event_timestamp',
      ),
    },
    'unreadable_field',
    'event_timestamp',
  ),

  // files and their names
  same(
    'folders of Hive',
    { file: (d) => `event_date=${d}/part-0.parquet` },
    { source: { events: 'export/**/*.parquet' } },
  ),
  same(
    'folders of years, months and days',
    { file: (d) => `year=${d.slice(0, 4)}/month=${Number(d.slice(4, 6))}/day=${Number(d.slice(6))}/0.parquet` },
    { source: { events: 'export/**/*.parquet' } },
  ),
  same(
    'BigQuery’s wildcard export',
    { file: (d) => `events_${d}000000000000.json.gz`, copy: 'FORMAT json, COMPRESSION gzip' },
    { source: { events: 'export/*.json.gz' } },
  ),
  {
    name: 'parts of a day',
    files: [0, 1].map((part) => ({
      where: `hash(event_timestamp) % 2 = ${part}`,
      file: (d: string) => `events_${d}_00000000000${part}.parquet`,
    })),
    right: 'same',
  },
  same(
    'a property called freshmart',
    { file: (d) => `freshmart_events_${d}.parquet` },
    { source: { events: 'export/*.parquet' } },
  ),
  same(
    'characters of globs and quotes in a path',
    { file: (d) => `it's [mine]? {1}/events_${d}.parquet` },
    { source: { events: "export/it's [mine]? {1}/events_*.parquet" } },
  ),
  same('one file of all days', { by: "'all'", file: () => 'events_20250101_20250114.parquet' }),
  same('files of several days', {
    by: 'substr(event_date, 1, 7)',
    file: (tens) =>
      `events_${{ 2025010: '20250101_20250109', 2025011: '20250110_20250119' }[tens] ?? '20250120_20250121'}.parquet`,
  }),
  refused('intraday tables alone', { file: (d) => `events_intraday_${d}.parquet` }, 'no_export_files', '14 intraday'),
  same(
    'intraday tables alone, allowed',
    { file: (d) => `events_intraday_${d}.parquet` },
    { source: { intraday: true } },
  ),
  refused('files without a day', { by: "'all'", file: () => 'events.parquet' }, 'bad_file_name', 'events.parquet', {
    source: { events: 'export/*.parquet' },
  }),

  // days
  same('files named by the day they were made', { file: (_d, next) => `events_${next}.parquet` }),
  {
    name: 'rows that came a day late',
    files: [
      {
        by: "CASE WHEN hash(event_timestamp, user_pseudo_id) % 5 = 0 AND event_date < '20250114' THEN strftime(strptime(event_date, '%Y%m%d') + INTERVAL 1 DAY, '%Y%m%d') ELSE event_date END",
      },
    ],
    right: 'same',
  },
  {
    name: 'rows that came three days late',
    files: [
      {
        by: "CASE WHEN hash(event_timestamp, user_pseudo_id) % 5 = 0 AND event_date < '20250112' THEN strftime(strptime(event_date, '%Y%m%d') + INTERVAL 3 DAY, '%Y%m%d') ELSE event_date END",
      },
    ],
    right: 'same',
  },
  // deliveries
  {
    name: 'days delivered twice',
    files: [
      {},
      { where: "event_date BETWEEN '20250110' AND '20250112'", file: (d) => `events_${d}_000000000001.parquet` },
    ],
    right: 'same',
  },
  {
    name: 'days delivered first without the channel',
    files: [
      {},
      {
        where: "event_date BETWEEN '20250110' AND '20250112'",
        select: replaced('NULL::STRUCT(medium VARCHAR, "name" VARCHAR, "source" VARCHAR) AS traffic_source'),
        file: (d) => `events_${d}_000000000001.parquet`,
      },
    ],
    right: 'same',
  },
  {
    name: 'days delivered again as JSON',
    files: [{}, { where: "event_date = '20250111'", file: (d) => `events_${d}_again.json`, ...JSON_LINES }],
    source: { events: 'export/events_*' },
    right: 'same',
  },

  // ids
  same(
    'ids as whole numbers',
    { select: replaced(`CAST(user_pseudo_id AS BIGINT) AS user_pseudo_id`) },
    { prepare: [`UPDATE e SET user_pseudo_id = ${TEXT_ID}`] },
  ),
  same(
    'ids as whole DOUBLEs',
    { select: replaced(`CAST(user_pseudo_id AS DOUBLE) AS user_pseudo_id`) },
    { prepare: [`UPDATE e SET user_pseudo_id = ${TEXT_ID}`] },
  ),
  same(
    'ids as numbers of JSON',
    {
      select: replaced(`CAST(user_pseudo_id AS BIGINT) AS user_pseudo_id`),
      file: (d) => `events_${d}.json`,
      ...JSON_LINES,
    },
    { prepare: [`UPDATE e SET user_pseudo_id = ${TEXT_ID}`], source: { events: 'export/*.json' } },
  ),
  refused(
    'ids as DOUBLEs with fractions',
    { select: replaced('TRY_CAST(user_pseudo_id AS DOUBLE) AS user_pseudo_id') },
    'unreadable_field',
    'user_pseudo_id',
  ),
];

/** Writes a simulated export as other kinds. */
export class ExportKindWriter {
  private constructor(
    readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  /** @param folder where the plain export is simulated, in a folder of its own */
  static async open(folder: string): Promise<ExportKindWriter> {
    const plain = join(folder, 'simulated');
    await writeSimulatedExport({ ...KINDS_SHOP, folder: plain });
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    await connection.run(`CREATE TABLE plain AS FROM read_parquet('${plain}/events_*.parquet')`);
    return new ExportKindWriter(instance, connection);
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** Writes the kind into the folder `export` of `folder`; the paths of the files. */
  async write(kind: Pick<ExportKind, 'prepare' | 'change' | 'files'>, folder: string): Promise<string[]> {
    const { connection } = this;
    const written: string[] = [];
    await connection.run('CREATE OR REPLACE TABLE e AS FROM plain');
    for (const sql of [...(kind.prepare ?? []), ...(kind.change ?? [])]) await connection.run(sql);
    for (const files of kind.files) {
      const { select = '*', where = 'TRUE', by = 'event_date', copy = 'FORMAT parquet', order = '' } = files;
      const file = files.file ?? ((suffix: string) => `events_${suffix}.parquet`);
      const groups = await connection.runAndReadAll(`SELECT DISTINCT ${by} FROM e WHERE ${where} ORDER BY 1`);
      for (const [group] of groups.getRowsJS() as [string][]) {
        const path = join(folder, 'export', file(group, nextSuffix(group)));
        await mkdir(dirname(path), { recursive: true });
        const rows = `SELECT ${select} FROM e WHERE ${where} AND (${by}) = '${group}'${order}`;
        await connection.run(`COPY (${rows}) TO '${path.replaceAll("'", "''")}' (${copy})`);
        written.push(path);
      }
    }
    return written;
  }
}

function nextSuffix(suffix: string): string {
  if (!/^\d{8}$/.test(suffix)) return suffix;
  const next = new Date(
    Date.UTC(Number(suffix.slice(0, 4)), Number(suffix.slice(4, 6)) - 1, Number(suffix.slice(6)) + 1),
  );
  return next.toISOString().slice(0, 10).replaceAll('-', '');
}
