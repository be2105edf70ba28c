import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api';
import type { Column } from '@propensity/core';

/** How a column of a result is to be read. */
export interface ColumnRequest {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
}

/**
 * Reads a result column by column, chunk by chunk, without row objects. The statement must select exactly `requests`, in
 * order, numbers as DOUBLE and categories as VARCHAR. NULL becomes NaN or code −1.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  requests: readonly ColumnRequest[],
): Promise<Column[]> {
  const builders = requests.map(({ kind }) => (kind === 'numeric' ? new NumericBuilder() : new CategoricalBuilder()));
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [index, builder] of builders.entries()) builder.add(chunk.getColumnVector(index), chunk.rowCount);
  }
  return builders.map((builder) => builder.finish());
}

class NumericBuilder {
  #values = new Float64Array(2048);
  #length = 0;

  add(vector: DuckDBVector, count: number): void {
    this.#values = withRoom(this.#values, this.#length + count);
    for (let i = 0; i < count; i++) {
      const value = vector.getItem(i) as number | null;
      this.#values[this.#length++] = value ?? Number.NaN;
    }
  }

  finish(): Column {
    return { kind: 'numeric', values: this.#values.slice(0, this.#length) };
  }
}

class CategoricalBuilder {
  #codes = new Int32Array(2048);
  #length = 0;
  readonly #codeOf = new Map<string, number>();

  add(vector: DuckDBVector, count: number): void {
    this.#codes = withRoom(this.#codes, this.#length + count);
    for (let i = 0; i < count; i++) {
      const level = vector.getItem(i) as string | null;
      this.#codes[this.#length++] = level === null ? -1 : this.#codeFor(level);
    }
  }

  finish(): Column {
    return { kind: 'categorical', codes: this.#codes.slice(0, this.#length), levels: [...this.#codeOf.keys()] };
  }

  #codeFor(level: string): number {
    const known = this.#codeOf.get(level);
    if (known !== undefined) return known;
    const code = this.#codeOf.size;
    this.#codeOf.set(level, code);
    return code;
  }
}

/** The array itself, or a copy of twice its length when it is too short. */
function withRoom<A extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: A, length: number): A {
  if (length <= array.length) return array;
  const grown = array instanceof Float64Array ? new Float64Array(length * 2) : new Int32Array(length * 2);
  grown.set(array);
  return grown as A;
}
