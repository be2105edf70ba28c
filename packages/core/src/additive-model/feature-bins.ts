import type { TableAxis } from '../penalised-tables/penalties.js';
import { binOf } from '../penalised-tables/quantile-cuts.js';
import type { CategoricalColumn, Row, Table } from '../table/table.js';

/** Numbers by code: 0 is missing, 1 is at or below the first cut, and so on; `cuts` ascending, at most 127. */
export interface NumericBins {
  readonly kind: 'numeric';
  readonly cuts: readonly number[];
}

/**
 * Levels by code: 1, 2, … as listed, at most 254; after them missing, where `hasMissing`; 0 is any other, never seen or seen on too few
 * rows.
 */
export interface CategoricalBins {
  readonly kind: 'categorical';
  readonly levels: readonly string[];
  readonly hasMissing: boolean;
}

/** How a feature's values become codes from 0 to 255: plain data, stored with the model. */
export type FeatureBins = NumericBins | CategoricalBins;

/** The codes as the axis of a table. */
export function axisOf(bins: FeatureBins): TableAxis {
  const size = bins.kind === 'numeric' ? bins.cuts.length + 2 : bins.levels.length + 1 + Number(bins.hasMissing);
  return { kind: bins.kind, size };
}

/** Gives the codes of one column's rows, or of one value. */
export class BinCoder {
  readonly name: string;
  readonly bins: FeatureBins;
  readonly #codeOfLevel: ReadonlyMap<string, number>;
  readonly #codeOfMissing: number;
  /** Cuts, then +∞ up to a power of two less one: a search of a fixed number of steps. */
  readonly #cuts: Float64Array;

  constructor(name: string, bins: FeatureBins) {
    this.name = name;
    this.bins = bins;
    const levels = bins.kind === 'categorical' ? bins.levels : [];
    this.#codeOfLevel = new Map(levels.map((level, index) => [level, index + 1]));
    this.#codeOfMissing = bins.kind === 'categorical' && bins.hasMissing ? levels.length + 1 : 0;
    const cuts = bins.kind === 'numeric' ? bins.cuts : [];
    this.#cuts = new Float64Array(2 ** Math.ceil(Math.log2(cuts.length + 1)) - 1).fill(Number.POSITIVE_INFINITY);
    this.#cuts.set(cuts);
  }

  /** Opens a column: the function writes the codes of rows `start`, `start + 1`, … into `codes`. @throws PropensityError `unknown_column`, `wrong_column_kind` */
  over(table: Table, rows?: Uint32Array): (start: number, codes: Uint8Array) => void {
    if (this.bins.kind === 'numeric') {
      const values = table.numeric(this.name);
      return (start, codes) => this.#ofNumbers(values, rows, start, codes);
    }
    const column = table.categorical(this.name);
    const codeOf = this.#ofDictionary(column);
    // Of a table of chosen rows, codes are gathered whenever they are asked for.
    const { codes: given } = column;
    return (start, codes) => {
      for (let i = 0; i < codes.length; i++) {
        const code = given[rows === undefined ? start + i : rows[start + i]!]!;
        codes[i] = code < 0 ? this.#codeOfMissing : codeOf[code]!;
      }
    };
  }

  /** The code of one value, as in a row. */
  of(value: Row[string]): number {
    const isMissing = value === null || value === undefined || Number.isNaN(value);
    if (this.bins.kind === 'numeric') return isMissing ? 0 : binOf(this.bins.cuts, Number(value)) + 1;
    return isMissing ? this.#codeOfMissing : (this.#codeOfLevel.get(String(value)) ?? 0);
  }

  #ofNumbers(values: Float64Array, rows: Uint32Array | undefined, start: number, codes: Uint8Array): void {
    const cuts = this.#cuts;
    const half = (cuts.length + 1) >>> 1;
    for (let i = 0; i < codes.length; i++) {
      const value = values[rows === undefined ? start + i : rows[start + i]!]!;
      if (Number.isNaN(value)) {
        codes[i] = 0;
        continue;
      }
      let below = 0;
      for (let step = half; step > 0; step >>>= 1) if (cuts[below + step - 1]! < value) below += step;
      codes[i] = below + 1;
    }
  }

  #ofDictionary({ levels }: CategoricalColumn): Uint8Array {
    return Uint8Array.from(levels, (level) => this.#codeOfLevel.get(level) ?? 0);
  }
}
