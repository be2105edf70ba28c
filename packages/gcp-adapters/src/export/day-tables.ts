import { type CalendarDay, dayOfSuffix } from '@propensity/core/windows';
import { type ExportTableKind, type TableNamesOfDays, wildcardPrefix } from '@propensity/warehouse-sql';

/** Kinds of tables whose rows may be read. */
export type ReadKind = Exclude<ExportTableKind, 'fresh'>;

/** A table, perhaps of a day, as the data set lists it. */
export interface EventsTable {
  readonly name: string;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The table of a day. */
export interface DayTable extends EventsTable {
  readonly kind: ReadKind;
}

/** The tables of an export. */
export interface DayTables {
  /** Those that are read, ascending by day. */
  readonly byDay: ReadonlyMap<CalendarDay, DayTable>;
  /**
   * For each kind, the one created last, of a day or not: BigQuery reads a wildcard with its schema. Null where a view bears such a
   * name: BigQuery then refuses the wildcard.
   */
  readonly newest: Readonly<Record<ReadKind, EventsTable | null>>;
  /** How many tables of days are not read because Google still writes to them. */
  readonly leftOut: Readonly<Record<Exclude<ExportTableKind, 'daily'>, number>>;
}

/** A row of `__TABLES__`. */
export interface ListedTable {
  readonly table_id: string;
  readonly type: number;
  readonly row_count: number;
  readonly last_modified_time: number;
}

/** The `type` of a plain table in `__TABLES__`; views, external tables and materialised views have others. */
const PLAIN_TABLE = 1;

/** What the names of the tables that are listed begin with. */
export function listedPrefixes(names: TableNamesOfDays): string[] {
  return kindsOf(names).map(([, prefix]) => wildcardPrefix(prefix));
}

/** The day that a table is named after, and the kind of the table; null for another table. */
export function dayOfTable(
  names: TableNamesOfDays,
  table: string,
): { readonly day: CalendarDay; readonly kind: ExportTableKind } | null {
  for (const [kind, prefix] of kindsOf(names)) {
    const day = table.startsWith(prefix) ? dayOfSuffix(table.slice(prefix.length)) : null;
    if (day !== null) return { day, kind };
  }
  return null;
}

/**
 * The tables of the days, of those that a data set lists. With `intraday`, a day that has no other table is read from its intraday table.
 * @param listed in the order in which they were created
 */
export function dayTablesOf(listed: readonly ListedTable[], names: TableNamesOfDays, intraday: boolean): DayTables {
  const plain = listed.filter(({ type }) => type === PLAIN_TABLE);
  const named = plain.flatMap((table) => {
    const found = dayOfTable(names, table.table_id);
    return found === null ? [] : [{ ...found, table: eventsTable(table) }];
  });
  const of = (wanted: ExportTableKind) => named.filter(({ kind }) => kind === wanted);
  // A day's own table, where there is one, takes the place of its intraday table.
  const read = [...(intraday ? of('intraday') : []), ...of('daily')].map(({ day, kind, table }) => {
    return [day, { ...table, kind: kind as ReadKind }] as const;
  });
  const newest = (prefix: string | undefined) => {
    const alike = listed.filter(({ table_id }) => prefix !== undefined && table_id.startsWith(wildcardPrefix(prefix)));
    const last = alike.at(-1);
    return last === undefined || alike.some(({ type }) => type !== PLAIN_TABLE) ? null : eventsTable(last);
  };
  return {
    byDay: new Map([...new Map(read)].sort(([a], [b]) => (a < b ? -1 : 1))),
    newest: { daily: newest(names.tablePrefix), intraday: newest(names.unfinishedPrefixes.intraday) },
    leftOut: { intraday: intraday ? 0 : of('intraday').length, fresh: of('fresh').length },
  };
}

function kindsOf({ tablePrefix, unfinishedPrefixes }: TableNamesOfDays): [kind: ExportTableKind, prefix: string][] {
  const unfinished = Object.entries(unfinishedPrefixes) as [ExportTableKind, string][];
  return [['daily', tablePrefix], ...unfinished];
}

function eventsTable({ table_id, row_count, last_modified_time }: ListedTable): EventsTable {
  return { name: table_id, rows: row_count, modifiedAt: last_modified_time };
}
