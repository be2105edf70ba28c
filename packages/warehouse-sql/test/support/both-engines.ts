import type { DuckDBConnection } from '@duckdb/node-api';
import { expect } from 'vitest';
import {
  bigquerySchema,
  type Dialect,
  duckdbDialect,
  duckdbSchema,
  duckdbString,
  exportTableRows,
  googlesqlDialect,
  type RawRelation,
  rawSchemaOf,
  relation,
  type SqlType,
  type TableField,
} from '../../src/index.js';
import type { RawDay } from './awkward-export.js';
import { openDuckdb, rowsOf } from './open-duckdb.js';
import { ZetaSqlDatabase, type ZetaTable } from './zetasql/zetasql-database.js';
import type { ZetaSqlServer } from './zetasql/zetasql-server.js';
import { type Cell, exactNumber } from './zetasql/zetasql-values.js';

const DATASET = 'my-project.analytics_1';
/** DuckDB's name of each of BigQuery's types. */
const DUCKDB_TYPES = new Map(
  (Object.keys(duckdbDialect.typeNames) as SqlType[]).map((type) => [
    googlesqlDialect.typeNames[type],
    duckdbDialect.typeNames[type],
  ]),
);

/** What a statement is made of: the dialect, and the export's relations in it. */
export type Build = (dialect: Dialect, relations: readonly RawRelation[]) => string;

/** The same tables in DuckDB and in ZetaSQL. */
export class BothEngines {
  private constructor(
    readonly duckdb: DuckDBConnection,
    readonly zetasql: ZetaSqlDatabase,
    readonly relations: ReadonlyMap<Dialect, readonly RawRelation[]>,
  ) {}

  /** @param days the last one's shape is that of the wildcard */
  static async open(
    server: ZetaSqlServer,
    { days = [], tables = [] }: { readonly days?: readonly RawDay[]; readonly tables?: readonly ZetaTable[] },
  ): Promise<BothEngines> {
    const newest = days.at(-1)?.fields ?? [];
    const named = days.map(({ suffix, fields, rows }) => ({ name: `${DATASET}.events_${suffix}`, fields, rows }));
    const wildcard: ZetaTable = {
      name: `${DATASET}.events_20*`,
      fields: newest,
      wildcard: true,
      rows: days.filter(({ fields }) => fields === newest).flatMap(withSuffix),
    };
    const zetasql = await ZetaSqlDatabase.open(server, [wildcard, ...named, ...tables]);

    const duckdb = await openDuckdb();
    for (const table of tables) await createTable(duckdb, table.name, table.fields, table.rows ?? []);
    const inDuckdb = await createDays(duckdb, days);
    const byDay = days.map(({ suffix, fields }) => ({ suffix, schema: fields }));
    const relations = new Map<Dialect, readonly RawRelation[]>([
      [duckdbDialect, inDuckdb],
      [
        googlesqlDialect,
        exportTableRows({ dataset: DATASET, prefix: 'events_', days: byDay, newest }).map(({ from, row }) => ({
          from,
          schema: rawSchemaOf(row),
        })),
      ],
    ]);
    return new BothEngines(duckdb, zetasql, relations);
  }

  close(): void {
    this.duckdb.closeSync();
  }

  /** DuckDB's rows, in an order of the statement's own or by their text. */
  async inDuckdb(build: Build): Promise<Record<string, Cell>[]> {
    return cellsOf(this.duckdb, build(duckdbDialect, this.relations.get(duckdbDialect)!));
  }

  async inZetaSql(build: Build): Promise<Record<string, Cell>[]> {
    return this.zetasql.rows(build(googlesqlDialect, this.relations.get(googlesqlDialect)!));
  }

  /** Runs a statement of each dialect, expects the same cells, and gives them. Without an order of its own: as sets. */
  async sameRows(build: Build): Promise<Record<string, Cell>[]> {
    const [duckdb, zetasql] = await Promise.all([this.inDuckdb(build), this.inZetaSql(build)]);
    const ordered = /ORDER BY [^)]*$/.test(build(duckdbDialect, this.relations.get(duckdbDialect)!));
    expect(ordered ? zetasql : sorted(zetasql)).toEqual(ordered ? duckdb : sorted(duckdb));
    return duckdb;
  }
}

/** DuckDB's rows of a statement. */
export async function cellsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, Cell>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])));
}

/** Makes a table of each day in DuckDB and gives the relations of them. */
export async function createDays(connection: DuckDBConnection, days: readonly RawDay[]): Promise<RawRelation[]> {
  const relations: RawRelation[] = [];
  for (const { suffix, fields, rows } of days) {
    const from = await createTable(connection, `events_${suffix}`, fields, rows);
    const described = await rowsOf(connection, `SELECT column_name, column_type FROM (DESCRIBE ${from})`);
    const columns = described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
    relations.push({ from: relation(from), schema: duckdbSchema(columns) });
  }
  return relations;
}

function cell(value: unknown): Cell {
  return typeof value === 'bigint' ? exactNumber(value) : (value as Cell);
}

/** Rows in the order of their text. */
export function sorted(rows: readonly Record<string, Cell>[]): Record<string, Cell>[] {
  const keyed = rows.map((row) => [JSON.stringify(row), row] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function withSuffix({ suffix, rows }: RawDay): object[] {
  return rows.map((row) => ({ ...row, _TABLE_SUFFIX: suffix.slice(2) }));
}

/** Makes a table of these rows and gives its quoted name. */
export async function createTable(
  connection: DuckDBConnection,
  name: string,
  fields: readonly TableField[],
  rows: readonly object[],
): Promise<string> {
  const structure = JSON.stringify([structureOf(fields)]);
  const table = duckdbDialect.table(name);
  await connection.run(
    `CREATE TABLE ${table} AS SELECT given.* FROM (SELECT unnest(from_json(${duckdbString(JSON.stringify(rows))}, ${duckdbString(structure)})) AS given)`,
  );
  return table;
}

/** Fields as DuckDB's `from_json` wants a structure. */
function structureOf(fields: readonly TableField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      const one =
        field.fields === undefined
          ? DUCKDB_TYPES.get(bigquerySchema([field]).get(field.name!)!)
          : structureOf(field.fields);
      return [field.name!, field.mode === 'REPEATED' ? [one] : one];
    }),
  );
}
