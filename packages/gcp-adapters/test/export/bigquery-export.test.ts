import { PropensityError } from '@propensity/core';
import {
  type Dialect,
  type EventExport,
  ga4Export,
  type RawRelation,
  type RelationOptions,
  rawSchemaOf,
  type StoredRows,
  type TableField,
} from '@propensity/warehouse-sql';
import { describe, expect, it } from 'vitest';
import { BigQueryExport } from '../../src/export/bigquery-export.js';
import type { SqlJobs } from '../../src/jobs/sql-jobs.js';
import type { BigQueryWarehouse } from '../../src/warehouse/bigquery-warehouse.js';

const SCHEMA = { fields: [{ name: 'event_timestamp', type: 'INTEGER' }] };
/** Takes rows as they are. */
const SOURCE = {
  relation: (_dialect: Dialect, { from, row }: StoredRows) => ({ from, schema: rawSchemaOf(row) }),
  datedRows: (_dialect: Dialect, { from }: RawRelation) => ({ from, date: 'event_date', micros: 'event_timestamp' }),
  columns: ga4Export.columns,
};
const TABLE = 1;

const listed = (table_id: string, type = TABLE) => ({ table_id, type, row_count: 5, last_modified_time: 7 });

/** An export whose data set lists these rows of `__TABLES__`, in the order in which the tables were created. */
function exportOver(
  rows: readonly ReturnType<typeof listed>[],
  source: Pick<EventExport, 'relation' | 'datedRows' | 'columns'>,
  schema: () => object,
  form: RelationOptions = {},
  intraday = false,
) {
  const jobs = { read: async () => ({ rows: async () => rows }) } as unknown as SqlJobs;
  const forgotten = { keeps: async () => undefined };
  const warehouse = { jobs, forgotten, describe: async () => ({ schema: schema() }) } as unknown as BigQueryWarehouse;
  return new BigQueryExport({ warehouse, dataset: 'p.analytics_1', names: ga4Export.days, source, form, intraday });
}

const exportOf = (tables: readonly (readonly [name: string, type: number])[]) =>
  exportOver(
    tables.map(([name, type]) => listed(name, type)),
    SOURCE,
    () => SCHEMA,
  );

const from = async (exported: BigQueryExport) =>
  (await exported.relations('2025-01-01', '2025-01-03')).map((relation) => relation.from);
const UNION =
  '(SELECT * FROM `p.analytics_1.events_20250101`\nUNION ALL SELECT * FROM `p.analytics_1.events_20250102`)';

describe('BigQueryExport', () => {
  it('reads days through a wildcard that few other names match', async () => {
    const exported = exportOf([
      ['events_20250101', TABLE],
      ['events_20250102', TABLE],
    ]);
    expect(await from(exported)).toEqual([
      "(SELECT * FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250101', '250102'))",
    ]);
    const { sql } = exported.listStatement();
    expect(sql).toContain("STARTS_WITH(table_id, 'events_20')");
    expect(sql).toMatch(/^SELECT table_id, type, /);
  });

  // BigQuery: "Views cannot be queried through prefix", whatever _TABLE_SUFFIX says.
  it.each([
    ['a view', 2],
    ['an external table', 3],
    ['a materialised view', 4],
  ])('names the days one by one beside %s that a wildcard would match', async (_what, type) => {
    const exported = exportOf([
      ['events_20250101', TABLE],
      ['events_2025_summary', type],
      ['events_20250102', TABLE],
    ]);
    expect(await from(exported)).toEqual([UNION]);
  });

  it('takes no view for a day', async () => {
    const exported = exportOf([
      ['events_20250101', TABLE],
      ['events_20250102', 2],
    ]);
    expect((await exported.days()).map(({ date }) => date)).toEqual(['2025-01-01']);
    expect(await from(exported)).toEqual(['(SELECT * FROM `p.analytics_1.events_20250101`)']);
  });

  it('says that views are not read where there is nothing else', async () => {
    await expect(exportOf([['events_20250101', 2]]).days()).rejects.toMatchObject({
      code: 'no_export_files',
      hint: expect.stringContaining('Views and external tables are not read'),
    });
  });

  describe('intraday tables', () => {
    const names = ['events_20250101', 'events_intraday_20250101', 'events_intraday_20250102', 'events_fresh_20250102'];
    const exportWith = (tables: readonly string[], intraday: boolean) =>
      exportOver(
        tables.map((name) => listed(name)),
        SOURCE,
        () => SCHEMA,
        {},
        intraday,
      );

    it('are left out', async () => {
      expect(await from(exportWith(names, false))).toEqual([
        "(SELECT * FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250101'))",
      ]);
    });

    it('are read where asked for, of days that have no other', async () => {
      const exported = exportWith(names, true);
      expect((await exported.days()).map(({ date }) => date)).toEqual(['2025-01-01', '2025-01-02']);
      expect(await from(exported)).toEqual([
        "(SELECT * FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250101'))",
        "(SELECT * FROM `p.analytics_1.events_intraday_20*` WHERE _TABLE_SUFFIX IN ('250102'))",
      ]);
      expect((await exported.namesByDay()).get('2025-01-02')).toBe('events_intraday_20250102');
      expect(await exported.fingerprints('2025-01-02', '2025-01-03')).toEqual([
        'events_20250101 5 7',
        'events_intraday_20250102 5 7',
      ]);
    });

    it('that are left out where there is nothing else are counted, and it is said why', async () => {
      await expect(exportWith(names.slice(1), false).days()).rejects.toMatchObject({
        code: 'no_export_files',
        kind: 'usage',
        message:
          'The data set p.analytics_1 holds no day tables events_YYYYMMDD; 2 intraday tables and 1 fresh table were left out: Google still writes to them.',
        hint: expect.stringContaining('"source": {"intraday": true} reads them'),
      });
    });
  });

  describe('rows that arrive in the tables of neighbouring days', () => {
    const march = Array.from({ length: 20 }, (_, index) => `202503${String(index + 1).padStart(2, '0')}`);
    const ofMarch = (changed: Readonly<Record<string, number>> = {}) => {
      const rows = march.map((suffix) => ({
        table_id: `events_${suffix}`,
        type: TABLE,
        row_count: changed[suffix] ?? 5,
        last_modified_time: 7,
      }));
      return exportOver(rows, SOURCE, () => SCHEMA);
    };

    it('are looked for up to three days before and after', async () => {
      const [relation] = await ofMarch().relations('2025-03-08', '2025-03-10');
      const suffixes = ['05', '06', '07', '08', '09', '10', '11', '12'].map((day) => `'2503${day}'`);
      expect(relation!.from).toContain(`_TABLE_SUFFIX IN (${suffixes.join(', ')})`);
      const { relations, days } = await ofMarch().rawDays(['2025-03-08', '2025-03-10']);
      expect(relations).toEqual([relation]);
      expect(days).toEqual(['2025-03-08', '2025-03-10']);
    });

    it.each([
      ['20250304', false],
      ['20250305', true],
      ['20250312', true],
      ['20250313', false],
    ])('change the fingerprints of 8 and 9 March where %s is written again: %s', async (suffix, changes) => {
      const before = await ofMarch().fingerprints('2025-03-08', '2025-03-10');
      const after = await ofMarch({ [suffix]: 6 }).fingerprints('2025-03-08', '2025-03-10');
      expect(JSON.stringify(after) !== JSON.stringify(before)).toBe(changes);
    });

    it('are left out where the rows of the tables themselves are counted', async () => {
      const { relations, days } = await ofMarch().storedDays(['2025-03-08', '2025-03-10']);
      expect(relations.map((relation) => relation.from)).toEqual([
        "(SELECT * FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250308', '250309'))",
      ]);
      expect(days).toEqual(['2025-03-08', '2025-03-10']);
    });

    it('are told by the table of each row', async () => {
      expect(await ofMarch().placedRows(['2025-03-08', '2025-03-10'])).toEqual([
        {
          from: "(SELECT *, CONCAT('20', _TABLE_SUFFIX) AS `suffix_of_table` FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250308', '250309'))",
          place: 'suffix_of_table',
          date: 'event_date',
          micros: 'event_timestamp',
        },
      ]);
    });

    it('are in the tables that a message names', async () => {
      expect(await ofMarch().tableNames('2025-03-08', '2025-03-10')).toBe(
        'p.analytics_1.events_20250305 to events_20250312',
      );
      expect(await ofMarch().tableNames('2025-03-23', '2025-03-24')).toBe('p.analytics_1.events_20250320');
    });

    it('do not make a neighbour the newest table of the days', async () => {
      const newest = (rows: Readonly<Record<string, number>>) => ofMarch(rows).newest('2025-03-08', '2025-03-10');
      expect(await newest({})).toMatchObject({ table: 'p.analytics_1.events_20250309' });
      expect(await newest({ '20250309': 0 })).toMatchObject({
        table: 'p.analytics_1.events_20250308',
        relation: { from: "(SELECT * FROM `p.analytics_1.events_20*` WHERE _TABLE_SUFFIX IN ('250308'))" },
      });
      expect(await newest({ '20250308': 0, '20250309': 0 })).toBeNull();
    });
  });

  describe('tables in other forms than Google’s', () => {
    const column = (name: string, type: string): TableField => ({ name, type });
    const wrapped: TableField = {
      name: 'event_params',
      type: 'RECORD',
      fields: [
        {
          name: 'list',
          type: 'RECORD',
          mode: 'REPEATED',
          fields: [
            {
              name: 'element',
              type: 'RECORD',
              fields: [
                column('key', 'STRING'),
                { name: 'value', type: 'RECORD', fields: [column('string_value', 'STRING')] },
              ],
            },
          ],
        },
      ],
    };
    const relationsOf = (fields: readonly TableField[], form = {}) =>
      exportOver([listed('events_20250101')], ga4Export, () => ({ fields }), form).relations(
        '2025-01-01',
        '2025-01-02',
      );
    const NAMED = [column('event_name', 'STRING'), column('user_pseudo_id', 'STRING')];

    it('are read right: timestamps, wrapped lists and ids that are numbers', async () => {
      const fields = [
        column('event_name', 'STRING'),
        column('user_pseudo_id', 'INTEGER'),
        column('event_timestamp', 'TIMESTAMP'),
        wrapped,
      ];
      const [relation] = await relationsOf(fields);
      expect(relation!.from).toContain('UNIX_MICROS(`event_timestamp`) AS `event_timestamp`');
      expect(relation!.from).toContain('UNNEST(`event_params`.`list`)');
      expect(Object.fromEntries(relation!.schema)).toMatchObject({
        event_timestamp: 'INT64',
        user_pseudo_id: 'STRING',
        'event_params.key': 'STRING',
        'event_params.value.string_value': 'STRING',
      });
    });

    it('are refused by field and table where they cannot be read', async () => {
      await expect(relationsOf([...NAMED, column('event_timestamp', 'DATETIME'), wrapped])).rejects.toMatchObject({
        code: 'unreadable_field',
        message: expect.stringContaining('"event_timestamp" of p.analytics_1.events_20250101 cannot be read'),
        details: { field: 'event_timestamp', found: 'DATETIME' },
      });
    });

    it('need no event_params where the configuration names the columns of parameters', async () => {
      const fields = [...NAMED, column('event_timestamp', 'INTEGER'), column('session', 'INTEGER')];
      await expect(relationsOf(fields)).rejects.toMatchObject({
        code: 'unreadable_field',
        details: { field: 'event_params' },
      });
      const [relation] = await relationsOf(fields, { parameters: { ga_session_id: 'session' } });
      expect(relation!.from).toContain("STRUCT('ga_session_id' AS key");
    });
  });

  describe('columns that expressions name', () => {
    const own = { name: 'loyalty', type: 'RECORD', fields: [{ name: 'tier', type: 'STRING' }] };
    const ofRow: readonly TableField[] = [
      { name: 'event_timestamp', type: 'INTEGER' },
      { name: 'event_name', type: 'STRING' },
      { name: 'user_pseudo_id', type: 'STRING' },
      {
        name: 'event_params',
        type: 'RECORD',
        mode: 'REPEATED',
        fields: [
          { name: 'key', type: 'STRING' },
          { name: 'value', type: 'RECORD', fields: [{ name: 'string_value', type: 'STRING' }] },
        ],
      },
    ];
    const saidOf = (message: string) =>
      new PropensityError('google_cloud_failed', `Google Cloud: ${message}`, { details: { status: 400 } });

    /** An export of three days of which the days given have `loyalty`, and the queries that BigQuery looks at. */
    function exportWith(sql: string, daysWithIt: readonly string[], answer: (query: string) => PropensityError | null) {
      const lookedAt: string[] = [];
      const rows = ['20250101', '20250109', '20250117'].map((suffix) => listed(`events_${suffix}`));
      const warehouse = {
        jobs: { read: async () => ({ rows: async () => rows }) } as unknown as SqlJobs,
        describe: async (table: string) => ({
          schema: { fields: daysWithIt.includes(table.slice(-8)) ? [...ofRow, own] : ofRow },
        }),
        dryRun: async (query: string) => {
          lookedAt.push(query);
          const fault = answer(query);
          if (fault !== null) throw fault;
        },
      } as unknown as BigQueryWarehouse;
      const expressions = [{ feature: 'own', sql }];
      const exported = new BigQueryExport({
        warehouse,
        dataset: 'p.analytics_1',
        names: ga4Export.days,
        source: ga4Export,
        expressions,
      });
      return { exported, lookedAt };
    }
    const knowsLoyalty = (query: string) =>
      query.includes('AS `loyalty`') || !query.includes('loyalty.tier')
        ? null
        : saidOf('Unrecognized name: loyalty at [1:9]');

    it('are NULL of their type on days that lack them', async () => {
      const sql = "CASE WHEN loyalty.tier = 'gold' THEN collected_traffic_source.manual_medium END";
      const { exported } = exportWith(sql, ['20250117'], () => null);
      const [first, second] = await exported.relations('2025-01-09', '2025-01-18');
      expect(first!.from).toContain('CAST(NULL AS STRUCT<`tier` STRING>) AS `loyalty`');
      expect(second!.from).not.toContain('AS `loyalty`');
      for (const { from } of [first!, second!]) {
        expect(from).toMatch(/CAST\(NULL AS STRUCT<.*`manual_medium` STRING.*>\) AS `collected_traffic_source`/);
      }
    });

    it('are NULL where no day at hand has them, but another day has', async () => {
      const { exported, lookedAt } = exportWith('loyalty.tier', ['20250109'], knowsLoyalty);
      const [only] = await exported.relations('2025-01-01', '2025-01-02');
      expect(only!.from).toContain('CAST(NULL AS STRUCT<`tier` STRING>) AS `loyalty`');
      const before = lookedAt.length;
      await exported.relations('2025-01-01', '2025-01-02');
      expect(lookedAt.length).toBe(before);
    });

    it('are refused where no day has them, with a list of those that there are', async () => {
      const { exported } = exportWith('loyalty.tier', [], knowsLoyalty);
      await expect(exported.relations('2025-01-01', '2025-01-02')).rejects.toMatchObject({
        code: 'bad_feature',
        kind: 'usage',
        message: 'The SQL of the feature "own" names "loyalty", which the export does not have.',
        hint: expect.stringMatching(/^There are .*collected_traffic_source, device, .*event_params, /),
        details: { feature: 'own', unknown: ['loyalty'] },
      });
    });

    it('and expressions that cannot be computed are refused with what BigQuery says', async () => {
      const { exported } = exportWith('device.categorie', [], (query) =>
        query.includes('categorie') ? saidOf('Field name categorie does not exist in STRUCT<> at [1:16]') : null,
      );
      await expect(exported.relations('2025-01-01', '2025-01-02')).rejects.toMatchObject({
        code: 'bad_feature',
        message:
          'The SQL of the feature "own" cannot be computed: Field name categorie does not exist in STRUCT<> at [1:16].',
        hint: 'Correct its sql in features.add.',
      });
    });

    it('are not blamed for rows that BigQuery cannot read', async () => {
      const { exported } = exportWith('device.category', [], () => saidOf('Views cannot be queried through prefix'));
      await expect(exported.relations('2025-01-01', '2025-01-02')).rejects.toMatchObject({
        code: 'google_cloud_failed',
      });
    });
  });
});
