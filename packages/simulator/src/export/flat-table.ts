import { DOUBLE, type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';

const CHUNK_ROWS = 2048;

/** Fills a DuckDB table of numbers column by column, 2,048 rows at a time; an int column is a 32-bit one. */
export class FlatTable {
  readonly #appender: DuckDBAppender;
  readonly #types: (typeof DOUBLE | typeof INTEGER)[];
  readonly #columns: number[][];

  private constructor(appender: DuckDBAppender, types: (typeof DOUBLE | typeof INTEGER)[]) {
    this.#appender = appender;
    this.#types = types;
    this.#columns = types.map(() => []);
  }

  /** Creates the table `name` with `columns` and opens it for rows. */
  static async create(
    connection: DuckDBConnection,
    name: string,
    columns: Readonly<Record<string, 'int' | 'double'>>,
  ): Promise<FlatTable> {
    const types = Object.values(columns).map((type) => (type === 'int' ? INTEGER : DOUBLE));
    const list = Object.keys(columns).map((column, place) => `${column} ${types[place]}`);
    await connection.run(`CREATE TABLE ${name} (${list.join(', ')})`);
    return new FlatTable(await connection.createAppender(name), types);
  }

  /** Adds a row, its values in the order of the columns. */
  append(row: readonly number[]): void {
    for (let column = 0; column < row.length; column++) this.#columns[column]!.push(row[column]!);
    if (this.#columns[0]!.length === CHUNK_ROWS) this.#flush();
  }

  /** Writes what is pending and closes the table for rows. */
  close(): void {
    if (this.#columns[0]!.length > 0) this.#flush();
    this.#appender.closeSync();
  }

  #flush(): void {
    const chunk = DuckDBDataChunk.create(this.#types, this.#columns[0]!.length);
    chunk.setColumns(this.#columns);
    this.#appender.appendDataChunk(chunk);
    for (const column of this.#columns) column.length = 0;
  }
}
