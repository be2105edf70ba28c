import type { FittedCategorical } from '../preprocessing/fitted-transformers.js';
import { LevelSlots } from '../preprocessing/level-slots.js';
import type { Row, Table } from '../table/table.js';
import type { LevelColumn } from './linear-columns.js';
import type { LinearRounding } from './linear-rounding.js';

/** What a categorical feature adds to η: its level's coefficient; 0 for an unknown level. */
export class CategoricalTerm {
  readonly kind = 'categorical';
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

  /** The feature's column of the table, with a coefficient for every level of the column's dictionary. */
  over(table: Table): LevelColumn {
    const { codes, levels } = table.categories(this.name);
    const coef = Float64Array.from(this.#slots.ofLevels(levels), (slot) => this.#coef[slot] ?? 0);
    return { source: { codes, rows: table.rows }, coef, coefOfNone: this.#coef[this.#slots.missing] ?? 0 };
  }

  contribution(value: Row[string]): number {
    const missing = value === null || value === undefined || Number.isNaN(value);
    return this.#coef[missing ? this.#slots.missing : this.#slots.of(String(value))] ?? 0;
  }

  /** Adds the sizes of the coefficients of the table's rows to `rounding`. */
  addRounding(table: Table, rounding: LinearRounding): void {
    const { coef, coefOfNone } = this.over(table);
    const { codes } = table.categorical(this.name);
    rounding.add((row) => coef[codes[row]!] ?? coefOfNone);
  }
}
