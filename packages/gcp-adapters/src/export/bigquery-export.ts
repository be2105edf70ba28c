import { PropensityError } from '@propensity/core';
import { addDays, type CalendarDay, type ExportDay } from '@propensity/core/windows';
import {
  bigqueryRowType,
  type DayRange,
  describeLeftOut,
  type EventExport,
  exportTableRows,
  type FeatureExpression,
  googlesqlDialect,
  type PlacedRows,
  type RawDays,
  type RawRelation,
  type RelationOptions,
  type StoredRows,
  type TableField,
  type TableNamesOfDays,
  withNeighbours,
} from '@propensity/warehouse-sql';
import pLimit from 'p-limit';
import type { ReadStatement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import {
  type DayTable,
  type DayTables,
  dayTablesOf,
  type EventsTable,
  type ListedTable,
  listedPrefixes,
  type ReadKind,
} from './day-tables.js';
import { ExpressionColumns } from './expression-columns.js';

const DESCRIBED_AT_ONCE = 16;
/** The suffix of a row's table, where it is asked for. */
const SUFFIX_COLUMN = 'suffix_of_table';
const READ_KINDS: readonly ReadKind[] = ['daily', 'intraday'];

export interface BigQueryExportOptions {
  readonly warehouse: BigQueryWarehouse;
  /** `project.dataset` of the export. */
  readonly dataset: string;
  /** How its tables are named. */
  readonly names: TableNamesOfDays;
  /** Reads the intraday tables of days that have no other. */
  readonly intraday?: boolean;
  readonly source: Pick<EventExport, 'relation' | 'datedRows' | 'columns'>;
  /** What the configuration says of the form of the rows. */
  readonly form?: RelationOptions;
  /** SQL of features of the user's own. */
  readonly expressions?: readonly FeatureExpression[];
}

/** The day tables of an export: prefix and YYYYMMDD. Tables with other names stay out; so do those that Google still writes to, but intraday ones where asked for. */
export class BigQueryExport {
  #tables: Promise<DayTables> | null = null;
  /** Null where the configuration has no expressions. */
  #expressions: ExpressionColumns | null;
  /** Schemas by the table's name and the moment it was last written. */
  readonly #schemas = new Map<string, Promise<readonly TableField[]>>();

  constructor(readonly options: BigQueryExportOptions) {
    this.#expressions = this.#openExpressions();
  }

  #openExpressions(): ExpressionColumns | null {
    const { expressions = [], warehouse, source } = this.options;
    if (expressions.length === 0) return null;
    return new ExpressionColumns({
      expressions,
      columns: source.columns,
      dryRun: (sql) => warehouse.dryRun(sql),
      everyDay: async () => (await this.#described([...(await this.#list()).byDay.values()])).map(bigqueryRowType),
    });
  }

  /** Lists the days anew. @throws PropensityError `no_export_files` when there are none */
  async days(): Promise<ExportDay[]> {
    this.#tables = null;
    this.#expressions = this.#openExpressions();
    const { byDay, leftOut } = await this.#list();
    if (byDay.size === 0) throw noDays(this.options, leftOut);
    return [...byDay].map(([date, { rows, modifiedAt }]) => ({ date, rows, modifiedAt }));
  }

  /**
   * Relations over the tables that may hold rows of [from, until), those of these days and of their neighbours, grouped by shape; none
   * when there is no table.
   * @throws PropensityError `unreadable_field` naming field and table
   */
  async relations(from: CalendarDay, until: CalendarDay): Promise<RawRelation[]> {
    return this.#relationsOf(await this.#tablesFor(from, until));
  }

  /** The newest table of [from, until) that has rows, and the relation over it alone; null where there is none. */
  async newest(from: CalendarDay, until: CalendarDay): Promise<{ table: string; relation: RawRelation } | null> {
    const tables = await this.#between(from, until);
    const table = tables.findLast(({ rows }) => rows > 0);
    if (table === undefined) return null;
    const [relation] = await this.#relationsOf([table]);
    return { table: `${this.options.dataset}.${table.name}`, relation: relation! };
  }

  /** How a message names the tables that may hold rows of [from, until). */
  async tableNames(from: CalendarDay, until: CalendarDay): Promise<string> {
    const names = (await this.#tablesFor(from, until)).map(({ name }) => name);
    const [first = '', last = first] = [names[0], names.at(-1)];
    return `${this.options.dataset}.${first === last ? first : `${first} to ${last}`}`;
  }

  /** The same with the days that they are of. */
  async rawDays(days: DayRange): Promise<RawDays> {
    const { forgotten } = this.options.warehouse;
    return { relations: await this.relations(...days), days, keeps: await forgotten.keeps() };
  }

  /** Every day that there is a table of; null where there is none. */
  async everyDay(): Promise<DayRange | null> {
    const days = [...(await this.#list()).byDay.keys()].sort();
    return days.length === 0 ? null : [days[0]!, addDays(days.at(-1)!, 1)];
  }

  /** The rows that are stored in the tables of these days, without what their neighbours hold of them. */
  async storedDays(days: DayRange): Promise<RawDays> {
    return { relations: await this.#relationsOf(await this.#between(...days)), days };
  }

  /**
   * For each shape of the tables of these days, their rows with the date that Analytics gave each, and the suffix of its table; none
   * where they have no dates.
   */
  async placedRows(days: DayRange): Promise<PlacedRows[]> {
    const relations = await this.#relationsOf(await this.#between(...days), SUFFIX_COLUMN);
    return relations.flatMap((relation) => {
      const dated = this.options.source.datedRows(googlesqlDialect, relation);
      return dated === null ? [] : [{ ...dated, place: SUFFIX_COLUMN }];
    });
  }

  /** The name of the table of each day. */
  async namesByDay(): Promise<ReadonlyMap<CalendarDay, string>> {
    return new Map([...(await this.#list()).byDay].map(([day, { name }]) => [day, name]));
  }

  /** How many rows the table of each day has. */
  async rowsByDay(): Promise<ReadonlyMap<CalendarDay, number>> {
    return new Map([...(await this.#list()).byDay].map(([day, { rows }]) => [day, rows]));
  }

  /** What changes whenever a table that may hold rows of [from, until) is written again, or another one appears. */
  async fingerprints(from: CalendarDay, until: CalendarDay): Promise<string[]> {
    const tables = await this.#tablesFor(from, until);
    return tables.map(({ name, rows, modifiedAt }) => `${name} ${rows} ${modifiedAt}`);
  }

  /** One query of metadata for any number of days: asking for each table would take minutes for an export of years. */
  listStatement(): ReadStatement {
    const { dataset, names } = this.options;
    const isListed = listedPrefixes(names).map((prefix) => `STARTS_WITH(table_id, '${prefix}')`);
    return {
      step: 'list-days',
      purpose: { kind: 'decides', on: 'days' },
      metadataOnly: true,
      sql: `SELECT table_id, type, row_count, last_modified_time FROM ${googlesqlDialect.table(`${dataset}.__TABLES__`)}
WHERE ${isListed.join(' OR ')} ORDER BY creation_time, table_id`,
    };
  }

  /** The tables that may hold rows of [from, until), by day. */
  #tablesFor(from: CalendarDay, until: CalendarDay): Promise<DayTable[]> {
    return this.#between(...withNeighbours(from, until));
  }

  async #between(from: CalendarDay, until: CalendarDay): Promise<DayTable[]> {
    return [...(await this.#list()).byDay].flatMap(([day, table]) => (day >= from && day < until ? [table] : []));
  }

  async #relationsOf(tables: readonly DayTable[], suffixColumn?: string): Promise<RawRelation[]> {
    const { source, form } = this.options;
    const rows: StoredRows[] = [];
    for (const kind of READ_KINDS) {
      const ofKind = tables.filter((table) => table.kind === kind);
      if (ofKind.length > 0) rows.push(...(await this.#rowsOf(kind, ofKind, suffixColumn)));
    }
    const relations = rows.map((stored) => source.relation(googlesqlDialect, stored, form));
    if (this.#expressions === null) return relations;
    const known = relations.flatMap(({ row }) => row ?? []);
    for (const newest of Object.values((await this.#list()).newest)) {
      if (newest !== null) known.push(bigqueryRowType(await this.#schema(newest)));
    }
    return this.#expressions.relations(known, (columns) =>
      rows.map((stored) => source.relation(googlesqlDialect, stored, { ...form, columns })),
    );
  }

  /** The rows of tables of one kind. */
  async #rowsOf(kind: ReadKind, tables: readonly DayTable[], suffixColumn: string | undefined): Promise<StoredRows[]> {
    const { dataset, names } = this.options;
    const prefix = kind === 'daily' ? names.tablePrefix : names.unfinishedPrefixes[kind]!;
    const newest = (await this.#list()).newest[kind];
    const schemas = await this.#described(tables);
    return exportTableRows({
      dataset,
      prefix,
      days: tables.map(({ name }, index) => ({ suffix: name.slice(prefix.length), schema: schemas[index]! })),
      ...(newest === null ? {} : { newest: await this.#schema(newest) }),
      ...(suffixColumn === undefined ? {} : { suffixColumn }),
    });
  }

  #list(): Promise<DayTables> {
    this.#tables ??= this.#askForList().catch((error: unknown) => {
      this.#tables = null;
      throw error;
    });
    return this.#tables;
  }

  async #askForList(): Promise<DayTables> {
    const { warehouse, names, intraday = false } = this.options;
    const listed = await (await warehouse.jobs.read(this.listStatement())).rows<ListedTable>();
    return dayTablesOf(listed, names, intraday);
  }

  #described(tables: readonly EventsTable[]): Promise<(readonly TableField[])[]> {
    const limit = pLimit(DESCRIBED_AT_ONCE);
    return Promise.all(tables.map((table) => limit(() => this.#schema(table))));
  }

  #schema({ name, modifiedAt }: EventsTable): Promise<readonly TableField[]> {
    const key = `${name} ${modifiedAt}`;
    let schema = this.#schemas.get(key);
    if (schema === undefined) {
      schema = this.options.warehouse
        .describe(`${this.options.dataset}.${name}`)
        .then((found) => found?.schema?.fields ?? []);
      schema.catch(() => this.#schemas.delete(key));
      this.#schemas.set(key, schema);
    }
    return schema;
  }
}

function noDays({ dataset, names }: BigQueryExportOptions, leftOut: DayTables['leftOut']): PropensityError {
  const unfinished = describeLeftOut(leftOut, 'table');
  const others = unfinished === '' ? '' : `; ${unfinished} were left out: Google still writes to them`;
  const message = `The data set ${dataset} holds no day tables ${names.tablePrefix}YYYYMMDD${others}.`;
  const hint =
    'Set gcp.eventsDataset to the data set that Analytics exports to, and see that the daily export is on. Views and external tables are not read.';
  return new PropensityError('no_export_files', message, {
    kind: 'usage',
    hint:
      leftOut.intraday === 0
        ? hint
        : `${hint} Where a property has intraday tables alone, "source": {"intraday": true} reads them.`,
    details: leftOut,
  });
}
