import { crc32 } from 'node:zlib';
import { PAGE_BYTES } from './serving-format.js';

/** CRC-32 of every page of a file that is read or written from its beginning on. */
export class PageChecksums {
  #sums = new Uint32Array(1024);
  #pages = 0;
  /** Of the page that is not full yet. */
  #sum = 0;
  #filled = 0;

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + PAGE_BYTES - this.#filled);
      this.#sum = crc32(part, this.#sum);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === PAGE_BYTES) this.#next();
    }
  }

  /** The sums of all pages, the last of which may be shorter. */
  finish(): Uint32Array {
    if (this.#filled > 0) this.#next();
    return this.#sums.subarray(0, this.#pages);
  }

  #next(): void {
    if (this.#pages === this.#sums.length) {
      const grown = new Uint32Array(2 * this.#pages);
      grown.set(this.#sums);
      this.#sums = grown;
    }
    this.#sums[this.#pages] = this.#sum;
    this.#pages += 1;
    this.#sum = 0;
    this.#filled = 0;
  }
}
