/** Room for that many doubles, where other threads can read them when `shared`. */
export function doubles(length: number, shared: boolean): Float64Array {
  return new Float64Array(shared ? new SharedArrayBuffer(8 * length) : new ArrayBuffer(8 * length));
}

/** Room for that many int32. */
export function integers(length: number, shared: boolean): Int32Array {
  return new Int32Array(shared ? new SharedArrayBuffer(4 * length) : new ArrayBuffer(4 * length));
}

/** Whether other threads can read the array. */
export function isShared(array: Float64Array | Int32Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && array.buffer instanceof SharedArrayBuffer;
}

/** The values as doubles, where other threads can read them when `shared`: themselves where they are that already. */
export function asDoubles(values: ArrayLike<number>, shared: boolean): Float64Array {
  if (values instanceof Float64Array && (!shared || isShared(values))) return values;
  const copy = doubles(values.length, shared);
  copy.set(values);
  return copy;
}
