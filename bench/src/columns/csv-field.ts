import type { ColumnKind } from './column-choice.js';
import { LevelDictionary } from './level-dictionary.js';

/** What becomes of a field of every record. One shape for all kinds: the reader's inner loop is compiled for it. */
export class CsvField {
  values: Float64Array = new Float64Array(0);
  codes: Int32Array = new Int32Array(0);
  readonly levels = new LevelDictionary();

  /** @param kind undefined: not read */
  constructor(
    readonly name: string,
    readonly kind: ColumnKind | undefined,
  ) {}

  /** Makes room for that many rows; room that is never written to takes no memory. */
  reserve(nRows: number): void {
    if (this.kind === 'numeric') {
      const values = new Float64Array(nRows);
      values.set(this.values);
      this.values = values;
    } else if (this.kind === 'categorical') {
      const codes = new Int32Array(nRows);
      codes.set(this.codes);
      this.codes = codes;
    }
  }
}
