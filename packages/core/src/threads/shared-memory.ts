/** New memory for `length` doubles, which other threads can read when `shared`. */
export function doubles(length: number, shared: boolean): Float64Array {
  return new Float64Array(shared ? new SharedArrayBuffer(8 * length) : new ArrayBuffer(8 * length));
}

/** New memory for `length` int32, which other threads can read when `shared`. */
export function integers(length: number, shared: boolean): Int32Array {
  return new Int32Array(shared ? new SharedArrayBuffer(4 * length) : new ArrayBuffer(4 * length));
}

/** Whether other threads can read the array. */
export function isShared(array: Float64Array | Int32Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && array.buffer instanceof SharedArrayBuffer;
}

/**
 * The values as doubles, which other threads can read when `shared`: the same array where it already is that, else a
 * copy.
 */
export function asDoubles(values: ArrayLike<number>, shared: boolean): Float64Array {
  if (values instanceof Float64Array && (!shared || isShared(values))) return values;
  const copy = doubles(values.length, shared);
  copy.set(values);
  return copy;
}
