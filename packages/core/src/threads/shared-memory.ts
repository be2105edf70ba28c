/** New memory of zeros, which other threads can read where this place has such memory. */
export function sharedMemory(bytes: number): ArrayBuffer | SharedArrayBuffer {
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}

/** New memory for `length` doubles, which other threads can read when `shared`. */
export function doubles(length: number, shared: boolean): Float64Array {
  return new Float64Array(shared ? sharedMemory(8 * length) : new ArrayBuffer(8 * length));
}

/** New memory for `length` int32, which other threads can read when `shared`. */
export function integers(length: number, shared: boolean): Int32Array {
  return new Int32Array(shared ? sharedMemory(4 * length) : new ArrayBuffer(4 * length));
}

/** Whether other threads can read the array. */
export function isShared(array: ArrayBufferView): boolean {
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

/** A copy that other threads can read; the array itself where they can read that. */
export function sharedCopy<A extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array>(array: A): A {
  if (isShared(array)) return array;
  const kind = array.constructor as new (memory: ArrayBuffer | SharedArrayBuffer) => A;
  const copy = new kind(sharedMemory(array.byteLength));
  copy.set(array);
  return copy;
}
