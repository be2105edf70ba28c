import { DOUBLE, type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';

const CHUNK_ROWS = 2048;

/** Fills a DuckDB table of numbers column by column, 2,048 rows at a time; an int column is a 32-bit one. */
export class FlatTable {
  readonly #appender: DuckDBAppender;
  /** One chunk for all rows: the memory of a chunk is only given back between turns of the event loop, and filling a table takes none. */
  readonly #chunk: DuckDBDataChunk;
  readonly #columns: number[][];
  #rows = 0;

  private constructor(appender: DuckDBAppender, types: (typeof DOUBLE | typeof INTEGER)[]) {
    this.#appender = appender;
    this.#chunk = DuckDBDataChunk.create(types, CHUNK_ROWS);
    this.#columns = types.map(() => new Array<number>(CHUNK_ROWS).fill(0));
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
    for (let column = 0; column < row.length; column++) this.#columns[column]![this.#rows] = row[column]!;
    if (++this.#rows === CHUNK_ROWS) this.#flush();
  }

  /** Writes what is pending and closes the table for rows. */
  close(): void {
    if (this.#rows > 0) {
      for (const column of this.#columns) column.length = this.#rows;
      this.#chunk.rowCount = this.#rows;
      this.#flush();
    }
    this.#appender.closeSync();
  }

  #flush(): void {
    for (const [place, column] of this.#columns.entries()) this.#chunk.setColumnValues(place, column);
    this.#appender.appendDataChunk(this.#chunk);
    this.#rows = 0;
  }
}
