import {
  type DuckDBConnection,
  DuckDBDoubleVector,
  DuckDBEnum8Vector,
  DuckDBEnum16Vector,
  DuckDBEnum32Vector,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { Column } from '@propensity/core';
import { CategoryColumnBuilder, inOrderOfRows, LevelCodes, NumberColumnBuilder } from '@propensity/core/table';
import { duckdbDialect } from '@propensity/warehouse-sql';

/** How a column of a result is to be read. */
export interface ColumnRequest {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
}

/** A feature of the snapshot `alias` as `readColumns` takes it: counts are integers there. */
export function featureColumn(alias: string, { name, kind }: ColumnRequest): string {
  const column = `${alias}.${duckdbDialect.column(name)}`;
  return kind === 'numeric' ? `CAST(${column} AS DOUBLE)` : column;
}

/** A request whose column `ColumnsInPlace` fills. */
export interface PlacedColumnRequest extends ColumnRequest {
  /** Whether its numbers are likely to repeat: they are then kept as codes. Default false. */
  readonly repeat?: boolean;
}

/**
 * Reads a result column by column, chunk by chunk, without row objects. The statement must select exactly `requests`, in
 * order, numbers as DOUBLE and categories as VARCHAR or, several times as fast, as an ENUM, whose codes are taken as they are.
 * NULL becomes NaN or code −1.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  requests: readonly ColumnRequest[],
): Promise<Column[]> {
  const builders = requests.map(({ kind }) => (kind === 'numeric' ? new NumericBuilder() : new CategoricalBuilder()));
  await eachChunk(connection, sql, (vectors, count) => {
    for (const [index, builder] of builders.entries()) builder.add(vectors(index), count);
  });
  return builders.map((builder) => builder.finish());
}

/** Columns that results of `readColumns`' kind fill one after the other, straight into their place. */
export class ColumnsInPlace {
  readonly #builders: readonly (NumberColumnBuilder | CategoryColumnBuilder)[];
  #rows = 0;

  /** @param length rows of all the results */
  constructor(
    readonly requests: readonly PlacedColumnRequest[],
    readonly length: number,
  ) {
    this.#builders = requests.map(({ kind, repeat = false }) =>
      kind === 'numeric' ? new NumberColumnBuilder(length, { repeat }) : new CategoryColumnBuilder(length),
    );
  }

  /** Adds the rows of a result. */
  async add(connection: DuckDBConnection, sql: string): Promise<void> {
    await eachChunk(connection, sql, (vectors, count) => {
      for (const [index, builder] of this.#builders.entries()) {
        if (builder instanceof NumberColumnBuilder) builder.setAll(this.#rows, doublesOf(vectors(index), count));
        else fillCategories(builder, this.#rows, vectors(index), count);
      }
      this.#rows += count;
    });
  }

  /** @throws Error when the results had another number of rows */
  finish(): Column[] {
    if (this.#rows !== this.length) throw new Error(`${this.#rows} rows were read where there are ${this.length}`);
    return this.#builders.map((builder) => builder.finish());
  }
}

async function eachChunk(
  connection: DuckDBConnection,
  sql: string,
  take: (vectorOf: (column: number) => DuckDBVector, count: number) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const { rowCount } = chunk;
    take((column) => chunk!.getColumnVector(column), rowCount);
  }
}

/** The numbers of a vector, NaN for NULL; valid until the next chunk. */
function doublesOf(vector: DuckDBVector, count: number): Float64Array {
  if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError('a number was not selected as DOUBLE');
  const { items, validity } = rawOf<Float64Array>(vector);
  const missing = nullsOf(validity, count);
  if (missing.length === 0) return items.subarray(0, count);
  const numbers = items.slice(0, count);
  for (const row of missing) numbers[row] = Number.NaN;
  return numbers;
}

function fillCategories(builder: CategoryColumnBuilder, start: number, vector: DuckDBVector, count: number): void {
  if (isEnum(vector)) {
    const { items, validity } = rawOf<Uint8Array | Uint16Array | Uint32Array>(vector);
    const codes = Int32Array.from(items.subarray(0, count));
    for (const row of nullsOf(validity, count)) codes[row] = -1;
    builder.setAll(start, codes, vector.type.values);
  } else {
    for (let i = 0; i < count; i++) builder.set(start + i, vector.getItem(i) as string | null);
  }
}

class NumericBuilder {
  #values = new Float64Array(2048);
  #length = 0;

  add(vector: DuckDBVector, count: number): void {
    this.#values = withRoom(this.#values, this.#length + count);
    this.#values.set(doublesOf(vector, count), this.#length);
    this.#length += count;
  }

  finish(): Column {
    return { kind: 'numeric', values: this.#values.subarray(0, this.#length) };
  }
}

class CategoricalBuilder {
  #codes = new Int32Array(2048);
  #length = 0;
  readonly #texts = new LevelCodes();
  /** The dictionary of an ENUM. */
  #levels: readonly string[] | null = null;

  add(vector: DuckDBVector, count: number): void {
    this.#codes = withRoom(this.#codes, this.#length + count);
    if (isEnum(vector)) {
      const { items, validity } = rawOf<Uint8Array | Uint16Array | Uint32Array>(vector);
      this.#levels = vector.type.values;
      this.#codes.set(items.subarray(0, count), this.#length);
      for (const missing of nullsOf(validity, count)) this.#codes[this.#length + missing] = -1;
    } else {
      for (let i = 0; i < count; i++) {
        this.#codes[this.#length + i] = this.#texts.code(vector.getItem(i) as string | null);
      }
    }
    this.#length += count;
  }

  finish(): Column {
    const codes = this.#codes.subarray(0, this.#length);
    return this.#levels === null ? this.#texts.column(codes) : inOrderOfRows(codes, this.#levels);
  }
}

type EnumVector = DuckDBEnum8Vector | DuckDBEnum16Vector | DuckDBEnum32Vector;

function isEnum(vector: DuckDBVector): vector is EnumVector {
  return [DuckDBEnum8Vector, DuckDBEnum16Vector, DuckDBEnum32Vector].some((type) => vector instanceof type);
}

/** One bit an item, 0 for NULL; null where no item is. */
type Validity = BigUint64Array | null;

/** The memory behind a vector. Its accessors take several times as long an item, and it has no public name. */
function rawOf<A>(vector: DuckDBVector): { readonly items: A; readonly validity: Validity } {
  const { items, validity } = vector as unknown as {
    readonly items: A;
    readonly validity: { readonly data: Validity };
  };
  return { items, validity: validity.data };
}

/** Indices of the NULLs among the first `count` items. */
function nullsOf(validity: Validity, count: number): number[] {
  if (validity === null) return [];
  const words = new Uint32Array(validity.buffer, validity.byteOffset, 2 * validity.length);
  const nulls: number[] = [];
  for (let i = 0; i < count; i++) if (((words[i >>> 5]! >>> (i & 31)) & 1) === 0) nulls.push(i);
  return nulls;
}

/** The array itself, or a copy of twice its length when it is too short. */
function withRoom<A extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: A, length: number): A {
  if (length <= array.length) return array;
  const grown = array instanceof Float64Array ? new Float64Array(length * 2) : new Int32Array(length * 2);
  grown.set(array);
  return grown as A;
}
