import { doubles, sharedMemory } from '../threads/shared-memory.js';
import { CodedNumbers, type NumberCodes } from './coded-numbers.js';
import type { NumericColumn } from './columns.js';
import { NumberCodesByValue } from './number-codes.js';

/** A byte tells so many numbers apart, two bytes so many, what is missing among them. */
const OF_A_BYTE = 1 << 8;
const OF_TWO_BYTES = 1 << 16;
/** A dictionary pays where a number is on so many rows on average. */
const ROWS_OF_A_NUMBER = 4;

/**
 * A numeric column that is filled row by row, in any order, without a second copy: in one or two bytes a row where its numbers
 * repeat, else as doubles. Which of them, and the column itself, depends on the rows alone, not on their order. A row that is
 * not set is missing.
 */
export class NumberColumnBuilder {
  readonly #length: number;
  #byValue = new NumberCodesByValue();
  #codes: NumberCodes;
  /** Null for as long as the numbers are coded. */
  #values: Float64Array | null = null;

  /**
   * @param length number of rows
   * @param repeat whether its numbers are likely to repeat; default true. Where not, it is doubles from the beginning
   */
  constructor(length: number, { repeat = true }: { readonly repeat?: boolean } = {}) {
    this.#length = length;
    this.#codes = new Uint8Array(sharedMemory(repeat ? length : 0));
    if (!repeat) this.#values = doubles(length, true).fill(Number.NaN);
  }

  /** @param value NaN is a missing one */
  set(row: number, value: number): void {
    if (this.#values !== null) this.#values[row] = value;
    else this.#code(row, value);
  }

  /** Sets `numbers.length` rows from `start` on. */
  setAll(start: number, numbers: Float64Array): void {
    for (let i = 0; i < numbers.length; i++) {
      if (this.#values !== null) {
        this.#values.set(numbers.subarray(i), start + i);
        return;
      }
      this.#code(start + i, numbers[i]!);
    }
  }

  finish(): NumericColumn {
    const { size } = this.#byValue;
    if (this.#values === null && size > Math.max(OF_A_BYTE, this.#length / ROWS_OF_A_NUMBER)) this.#decode();
    if (this.#values !== null) return { kind: 'numeric', values: this.#values };
    const dictionary = this.#byValue.numbers();
    dictionary.subarray(1).sort();
    const renamed = new Uint16Array(size);
    for (let code = 1; code < size; code++) renamed[this.#byValue.code(dictionary[code]!)] = code;
    const codes = this.#codes;
    for (let row = 0; row < codes.length; row++) codes[row] = renamed[codes[row]!]!;
    return new CodedNumbers({ codes, dictionary });
  }

  #code(row: number, value: number): void {
    const code = this.#byValue.code(value);
    if (code === OF_A_BYTE && this.#codes instanceof Uint8Array) {
      const wider = new Uint16Array(sharedMemory(2 * this.#length));
      wider.set(this.#codes);
      this.#codes = wider;
    }
    if (code < OF_TWO_BYTES - 1) this.#codes[row] = code;
    else this.#decode()[row] = value;
  }

  /** From codes to doubles. */
  #decode(): Float64Array {
    const numbers = this.#byValue.numbers();
    const values = doubles(this.#length, true);
    for (let row = 0; row < values.length; row++) values[row] = numbers[this.#codes[row]!]!;
    this.#values = values;
    this.#codes = new Uint8Array(0);
    this.#byValue = new NumberCodesByValue();
    return values;
  }
}
