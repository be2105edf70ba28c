import type { CategoricalColumn } from './columns.js';

/**
 * Codes for texts, assigned in order of first appearance: 0, 1, 2, … (pandas calls it `factorize`). The only place
 * where categories become codes, so that equal rows give equal columns however they were read.
 */
export class LevelCodes {
  readonly #codeOf = new Map<string, number>();

  /** The code of a text, a new code where it has none yet; −1 (missing) for null. */
  code(text: string | null): number {
    if (text === null) return -1;
    const known = this.#codeOf.get(text);
    if (known !== undefined) return known;
    const code = this.#codeOf.size;
    this.#codeOf.set(text, code);
    return code;
  }

  /**
   * Converts codes of another numbering into codes of this one, in the order of the rows. Each level's text is looked
   * up once.
   * @param codes n indices of `levels`, −1 where missing
   * @param target receives the n codes; `codes` itself by default
   */
  recode(codes: Int32Array, levels: readonly string[], target: Int32Array = codes): void {
    const renamed = new Int32Array(levels.length).fill(-1);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code >= 0 && renamed[code] === -1) renamed[code] = this.code(levels[code]!);
      target[row] = code < 0 ? -1 : renamed[code]!;
    }
  }

  /** The texts, by code. */
  levels(): string[] {
    return [...this.#codeOf.keys()];
  }

  /** The column of those codes. */
  column(codes: Int32Array): CategoricalColumn {
    return { kind: 'categorical', codes, levels: this.levels() };
  }
}
