import type { LevelSource } from '../row-sources/level-source.js';
import { type NumberSource, readingOf } from '../row-sources/number-source.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';
import { chosenRows } from '../table/chosen-rows.js';
import type { NumberCells } from '../table/coded-numbers.js';
import type { DerivedCells } from '../table/derived-cells.js';
import type { CategoricalColumn } from '../table/table.js';
import { isShared } from '../threads/shared-memory.js';
import type { FittedNumeric } from './fitted-transformers.js';
import type { LevelSlots } from './level-slots.js';

/** The arrays that a design is read from, where threads can read them if they are to. */
export class CellsRead {
  constructor(
    readonly derived: DerivedCells,
    readonly shared: boolean,
  ) {}

  /** A numeric feature's column of the design: the rules of `FittedNumeric` for each number of a dictionary, or for each value. */
  standardised(cells: NumberCells, transformer: FittedNumeric): NumberSource {
    const { log1p, impute, mean, scale } = transformer;
    const standardised = (x: number) => ((log1p ? signedLog1p(x) : x) - mean) / scale;
    const ofMissing = standardised(impute);
    if (cells instanceof Float64Array) {
      return { read: 'standardised', values: this.#values(cells, transformer), mean, scale, ofMissing };
    }
    const numbers = cells.dictionary.map((x) => {
      const value = standardised(x);
      return Number.isNaN(value) ? ofMissing : value;
    });
    return { read: 'code', codes: this.array(cells.codes), numbers };
  }

  /** Its missing indicator. */
  missing(cells: NumberCells, transformer: FittedNumeric): NumberSource {
    if (cells instanceof Float64Array) return { read: 'missing', values: this.#values(cells, transformer) };
    return readingOf({ ...cells, codes: this.array(cells.codes) }, 'missing');
  }

  /** A category's slots. */
  levels({ codes, levels }: CategoricalColumn, slots: LevelSlots): LevelSource {
    return { codes: this.array(codes), slots: Int32Array.of(slots.missing, ...slots.ofLevels(levels)) };
  }

  array<A extends Float64Array | Int32Array | Uint8Array | Uint16Array>(array: A): A {
    return this.shared ? this.derived.shared(array) : array;
  }

  /** The logarithm of a number is missing where the number is: one array serves both columns. */
  #values(values: Float64Array, { log1p }: FittedNumeric): Float64Array {
    const read = this.array(values);
    return log1p ? this.derived.logarithms(read) : read;
  }
}

/** Indices as threads read them. */
export function rowList(indices: ArrayLike<number>, shared: boolean): Uint32Array {
  if (indices instanceof Uint32Array && (!shared || isShared(indices))) return indices;
  return shared ? chosenRows(undefined, indices) : Uint32Array.from(indices);
}
