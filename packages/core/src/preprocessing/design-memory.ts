import { PropensityError } from '../errors/propensity-error.js';

/** Where a column is read from, and where it is written to. */
interface Route<A> {
  readonly source: A;
  readonly target: A;
}

/** Where a transform writes the columns of a design. */
export interface DesignMemory {
  numbers(values: Float64Array): Route<Float64Array>;
  codes(codes: Int32Array): Route<Int32Array>;
  /** A column that the table does not have. */
  addedColumn(): Float64Array;
}

/** Memory of its own for every column. @param shared where other threads can read it */
export function newMemory(nRows: number, shared: boolean): DesignMemory {
  const bufferOf = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return {
    numbers: (source) => ({ source, target: new Float64Array(bufferOf(8 * nRows)) }),
    codes: (source) => ({ source, target: new Int32Array(bufferOf(4 * nRows)) }),
    addedColumn: () => new Float64Array(bufferOf(8 * nRows)),
  };
}

/**
 * The memory of the table's own columns: each is copied aside while it is written over. Added columns get memory of their own.
 * @throws PropensityError `no_room` when there are more rows than the table has
 */
export function tableMemory(nRows: number, tableRows: number, shared: boolean): DesignMemory {
  if (nRows > tableRows) {
    throw new PropensityError('no_room', `${nRows} rows cannot be written over a table of ${tableRows} rows.`);
  }
  const aside = new Float64Array(tableRows);
  const codesAside = new Int32Array(aside.buffer, 0, tableRows);
  return {
    numbers: (values) => {
      aside.set(values);
      return { source: aside, target: values.subarray(0, nRows) };
    },
    codes: (codes) => {
      codesAside.set(codes);
      return { source: codesAside, target: codes.subarray(0, nRows) };
    },
    addedColumn: newMemory(nRows, shared).addedColumn,
  };
}
