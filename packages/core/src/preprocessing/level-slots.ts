import { type FittedCategorical, hasRareLevel } from './fitted-transformers.js';

/** Slot of a row that selects no coefficient: an unknown level, or a missing value that training never had. */
export const NO_SLOT = -1;

/** The slot of each level of a fitted categorical among its coefficients, in the order of `designColumnNames`. */
export class LevelSlots {
  /** Number of coefficients of the feature. */
  readonly size: number;
  /** Slot of a missing value, or −1. */
  readonly missing: number;
  #others = NO_SLOT;
  readonly #slots = new Map<string, number>();

  constructor(transformer: FittedCategorical) {
    let next = 0;
    for (const level of transformer.levels) this.#slots.set(level, next++);
    if (hasRareLevel(transformer)) {
      for (const level of transformer.rareLevels) this.#slots.set(level, next);
      if (transformer.othersAreRare === true) this.#others = next;
      next++;
    }
    this.missing = transformer.hasMissing ? next++ : NO_SLOT;
    this.size = next;
  }

  /** Slot of a level; of one that is not known that of the rare ones where `othersAreRare`, or −1. */
  of(level: string): number {
    return this.#slots.get(level) ?? this.#others;
  }

  /** Slot of every code of a dictionary. */
  ofLevels(levels: readonly string[]): Int32Array {
    return Int32Array.from(levels, (level) => this.of(level));
  }
}
