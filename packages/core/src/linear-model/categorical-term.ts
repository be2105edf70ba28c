import type { FittedCategorical } from '../preprocessing/fitted-transformers.js';
import { LevelSlots } from '../preprocessing/level-slots.js';
import type { Row, Table } from '../table/table.js';

/** Adds to η of the rows from `start` to `end` (exclusive). */
export type AddRows = (eta: Float64Array, start: number, end: number) => void;

/** What a categorical feature adds to η: its level's coefficient; 0 for an unknown level. */
export class CategoricalTerm {
  readonly name: string;
  readonly nCoefficients: number;
  readonly #slots: LevelSlots;
  readonly #coef: Float64Array;

  /** @param offset index of the feature's first coefficient */
  constructor(transformer: FittedCategorical, coef: ArrayLike<number>, offset: number) {
    this.name = transformer.name;
    this.#slots = new LevelSlots(transformer);
    this.nCoefficients = this.#slots.size;
    this.#coef = Float64Array.from({ length: this.nCoefficients }, (_, slot) => coef[offset + slot]!);
  }

  /** Adds what the rows `start` to `end` of that table contribute. */
  over(table: Table): AddRows {
    const { codes, levels } = table.categorical(this.name);
    const coefOfCode = Float64Array.from(this.#slots.ofLevels(levels), (slot) => this.#coef[slot] ?? 0);
    const whenMissing = this.#coef[this.#slots.missing] ?? 0;
    return (eta, start, end) => {
      for (let i = start; i < end; i++) {
        const code = codes[i]!;
        eta[i]! += code < 0 ? whenMissing : coefOfCode[code]!;
      }
    };
  }

  contribution(value: Row[string]): number {
    const missing = value === null || value === undefined || Number.isNaN(value);
    return this.#coef[missing ? this.#slots.missing : this.#slots.of(String(value))] ?? 0;
  }
}
