import { signedLog1p } from '../special-functions/signed-log1p.js';
import { doubles, isShared, sharedCopy } from '../threads/shared-memory.js';

/** What fits over a table's cells work out once and use again. It belongs to a table, whose cells never change. */
export class DerivedCells {
  readonly #logarithms = new Map<Float64Array, Float64Array>();
  readonly #shared = new Map<object, object>();

  /** The `signedLog1p` of every value, in memory of the same kind. */
  logarithms(values: Float64Array): Float64Array {
    const known = this.#logarithms.get(values);
    if (known !== undefined) return known;
    const logarithms = doubles(values.length, isShared(values));
    for (let i = 0; i < values.length; i++) logarithms[i] = signedLog1p(values[i]!);
    this.#logarithms.set(values, logarithms);
    return logarithms;
  }

  /** The same where they have been worked out; else undefined. */
  knownLogarithms(values: Float64Array): Float64Array | undefined {
    return this.#logarithms.get(values);
  }

  /** The array where other threads can read it: itself, or its copy. */
  shared<A extends Float64Array | Int32Array | Uint8Array | Uint16Array>(array: A): A {
    if (isShared(array)) return array;
    const known = this.#shared.get(array) ?? sharedCopy(array);
    this.#shared.set(array, known);
    return known as A;
  }
}
