import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { addDays, type CalendarDay } from '@propensity/core/windows';
import { writeSimulatedExport } from '@propensity/simulator';
import {
  type DataType,
  duckdbDialect,
  duckdbRowType,
  EVENT_COLUMNS,
  type Feature,
  featureSnapshotSql,
  ga4Export,
  relation,
  type StructType,
  tableRelation,
} from '@propensity/warehouse-sql';

/** Bytes a row, by leaf column, as BigQuery counts them: 8 for a number, 2 and its length for a text, nothing for NULL. */
export type Widths = ReadonlyMap<string, number>;

export interface MeasuredExport {
  /** The type of a raw row. */
  readonly row: StructType;
  /** Of an event as exported; `event_params.value.int_value` names a leaf. */
  readonly raw: Widths;
  /** Of a flat event. */
  readonly flat: Widths;
  /** Of a row of a snapshot. */
  readonly snapshot: Widths;
  /** Users of a snapshot for each event of its lookback. */
  readonly usersPerEvent: number;
}

/** The shop that is measured: the same on every machine. */
const SHOP = { users: 500, days: 63, seed: 5, startDay: '2025-01-01' } as const;
const TIME_ZONE = 'UTC';

/** Measures the simulated shop's export, its flat events and a snapshot of them. */
export async function measureExport(features: readonly Feature[], lookbackDays: number): Promise<MeasuredExport> {
  const folder = mkdtempSync(join(tmpdir(), 'propensity-bench-costs-'));
  const instance = await DuckDBInstance.create(join(folder, 'costs.duckdb'));
  const connection = await instance.connect();
  try {
    await writeSimulatedExport({ ...SHOP, folder: join(folder, 'export') });
    const until = addDays(SHOP.startDay, SHOP.days);
    const from = addDays(until, -lookbackDays);
    const files = join(folder, 'export', 'events_*.parquet').replaceAll("'", "''");
    await connection.run(`CREATE TABLE raw AS SELECT * FROM read_parquet('${files}')`);
    const row = duckdbRowType(await describe(connection, 'raw'));
    const stored = { from: relation('raw'), row, where: 'raw' };
    const flat = ga4Export.eventsSql({
      dialect: duckdbDialect,
      relations: [ga4Export.relation(duckdbDialect, stored)],
      timeZone: TIME_ZONE,
      from,
      until,
    });
    await connection.run(`CREATE TABLE flat AS ${flat}`);
    await connection.run(`CREATE TABLE snapshot AS ${snapshotSql(features, lookbackDays, until)}`);
    const [counts] = await rows(
      connection,
      'SELECT (SELECT COUNT(*) FROM flat) AS events, (SELECT COUNT(*) FROM snapshot) AS users',
    );
    return {
      row,
      raw: await widths(connection, 'raw'),
      flat: await widths(connection, 'flat'),
      snapshot: await widths(connection, 'snapshot'),
      usersPerEvent: Number(counts!.users) / Number(counts!.events),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}

function snapshotSql(features: readonly Feature[], lookbackDays: number, snapshot: CalendarDay): string {
  return featureSnapshotSql({
    dialect: duckdbDialect,
    events: tableRelation(duckdbDialect, 'flat'),
    roles: ga4Export.roles,
    snapshot,
    lookbackDays,
    timeZone: TIME_ZONE,
    features,
  });
}

/** The names of the columns of flat events. */
export const FLAT_COLUMNS = Object.keys(EVENT_COLUMNS);

async function widths(connection: DuckDBConnection, table: string): Promise<Widths> {
  const { fields } = duckdbRowType(await describe(connection, table));
  const leaves = fields.flatMap(({ name, type }) => leavesOf(type, quoted(name), [name]));
  const columns = leaves.map(({ sql }, index) => `AVG(${sql}) AS leaf_${index}`);
  const [row] = await rows(connection, `SELECT ${columns.join(', ')} FROM ${table}`);
  return new Map(leaves.map(({ path }, index) => [path.join('.'), Number(row![`leaf_${index}`] ?? 0)]));
}

interface Leaf {
  readonly path: readonly string[];
  /** Its bytes in one row; of a repeated field all of them. */
  readonly sql: string;
}

function leavesOf(type: DataType, sql: string, path: readonly string[]): Leaf[] {
  switch (type.kind) {
    case 'scalar':
      return [{ path, sql: `CASE WHEN ${sql} IS NULL THEN 0 ELSE ${bytesOf(type.name, sql)} END` }];
    case 'struct':
      return type.fields.flatMap(({ name, type: its }) => leavesOf(its, `${sql}.${quoted(name)}`, [...path, name]));
    case 'list':
      return leavesOf(type.element, `m${path.length}`, path).map((leaf) => ({
        path: leaf.path,
        sql: `COALESCE(list_sum(list_transform(${sql}, lambda m${path.length}: ${leaf.sql})), 0)`,
      }));
    case 'map':
      throw new TypeError(`${path.join('.')} is a map, which no export has`);
  }
}

function bytesOf(type: string, sql: string): string {
  if (type === 'VARCHAR') return `2 + strlen(${sql})`;
  return type === 'BOOLEAN' ? '1' : '8';
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function describe(connection: DuckDBConnection, table: string) {
  const described = await rows(connection, `SELECT column_name, column_type FROM (DESCRIBE ${table})`);
  return described.map(({ column_name, column_type }) => ({ name: String(column_name), type: String(column_type) }));
}

async function rows(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS();
}
