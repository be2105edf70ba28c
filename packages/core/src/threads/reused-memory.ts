/**
 * Shared memory for the columns of one design after the other. Engines free shared memory late, as they do not count it: fits one after the
 * other would hold all of their designs at once.
 */
export class ReusedMemory {
  #rows = 0;
  readonly #buffers: SharedArrayBuffer[] = [];
  #taken = 0;

  /** Says how long columns are going to be at most, so that none is soon too short. */
  expect(rows: number): void {
    this.#rows = Math.max(this.#rows, rows);
  }

  /** A column of doubles; its values are whatever was there. */
  doubles(length: number): Float64Array {
    return new Float64Array(this.#next(length), 0, length);
  }

  /** A column of int32; its values are whatever was there. */
  integers(length: number): Int32Array {
    return new Int32Array(this.#next(length), 0, length);
  }

  /** From now on, what was taken before is overwritten. */
  reuse(): void {
    this.#taken = 0;
  }

  #next(length: number): SharedArrayBuffer {
    const index = this.#taken++;
    const bytes = 8 * length;
    const buffer = this.#buffers[index];
    if (buffer !== undefined && buffer.byteLength >= bytes) return buffer;
    const larger = new SharedArrayBuffer(Math.max(bytes, 8 * this.#rows));
    this.#buffers[index] = larger;
    return larger;
  }
}
