import { DEFAULT_TABLE_NAMES, TABLE_DEFINITIONS, type TableNames } from '@propensity/warehouse-sql';

export type Row = Readonly<Record<string, unknown>>;

/** Everything that a stack has written: its tables by name, and the texts of its artifacts by file name. */
export interface StackTables {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** How an engine writes what its client would otherwise give back in a form of its own. */
export interface DumpDialect {
  readonly integer: (column: string) => string;
  readonly date: (column: string) => string;
  /** Microseconds since the epoch, as a number. */
  readonly timestamp: (column: string) => string;
}

const keys = Object.keys(TABLE_DEFINITIONS) as (keyof TableNames)[];

/**
 * Reads all tables of a stack in the order of their keys, every cell as text, number, boolean or null.
 * @param read the rows of a SELECT over the table of that name; none where there is no such table
 */
export async function readTables(
  dialect: DumpDialect,
  read: (columns: string, table: string) => Promise<readonly Row[]>,
): Promise<StackTables['tables']> {
  const tables: Record<string, readonly Row[]> = {};
  for (const name of keys) {
    const { columns, key } = TABLE_DEFINITIONS[name];
    const selected = columns.map(({ name: column, type }) => {
      const write = type === 'integer' || type === 'date' || type === 'timestamp' ? dialect[type] : String;
      return `${write(column)} AS ${column}`;
    });
    const rows = await read(selected.join(', '), DEFAULT_TABLE_NAMES[name]);
    const keyOf = (row: Row) => JSON.stringify(key.map((column) => row[column]));
    tables[DEFAULT_TABLE_NAMES[name]] = rows
      .map((row) => [keyOf(row), row] as const)
      .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
      .map(([, row]) => row);
  }
  return tables;
}
