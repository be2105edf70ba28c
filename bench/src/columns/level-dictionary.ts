const decoder = new TextDecoder();

/** Codes for the texts of a file, in order of first appearance: a text becomes a string once, not once per row. */
export class LevelDictionary {
  readonly #names: string[] = [];
  /** Open addressing: code + 1 by hash; 0 is free. A power of two in length. */
  #slots = new Int32Array(1024);
  #hashes = new Int32Array(512);
  #starts = new Int32Array(512);
  #ends = new Int32Array(512);
  #bytes = new Uint8Array(1 << 14);

  /** The levels, by code. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The code of bytes `start` to `end` of `buffer`. @param hash `hashStep` over those bytes, from 0 */
  codeOf(buffer: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let code = this.#slots[slot]! - 1; code >= 0; code = this.#slots[slot]! - 1) {
      if (this.#hashes[code] === hash && this.#equals(code, buffer, start, end)) return code;
      slot = (slot + 1) & mask;
    }
    return this.#add(buffer, start, end, hash, slot);
  }

  #equals(code: number, buffer: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[code]!;
    if (this.#ends[code]! - from !== end - start) return false;
    for (let i = start; i < end; i++) if (this.#bytes[from + i - start] !== buffer[i]) return false;
    return true;
  }

  #add(buffer: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = this.#names.length;
    if (code === this.#hashes.length) this.#growEntries();
    const from = code === 0 ? 0 : this.#ends[code - 1]!;
    const to = from + end - start;
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(2 * to));
    this.#bytes.set(buffer.subarray(start, end), from);
    this.#starts[code] = from;
    this.#ends[code] = to;
    this.#hashes[code] = hash;
    this.#slots[slot] = code + 1;
    this.#names.push(decoder.decode(buffer.subarray(start, end)));
    if (2 * this.#names.length > this.#slots.length) this.#growSlots();
    return code;
  }

  #growEntries(): void {
    const length = 2 * this.#hashes.length;
    this.#hashes = grown(this.#hashes, new Int32Array(length));
    this.#starts = grown(this.#starts, new Int32Array(length));
    this.#ends = grown(this.#ends, new Int32Array(length));
  }

  #growSlots(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.#names.length; code++) {
      const hash = this.#hashes[code]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}

/** The hash of a text that goes on with `byte`. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function grown<A extends Uint8Array | Int32Array>(values: A, larger: A): A {
  larger.set(values);
  return larger;
}
