import type { CategoricalColumn, Table } from '../table/table.js';
import type { DesignCategorical, DesignMatrix, DesignNumeric } from './design-matrix.js';
import { designColumnNames, type FittedNumeric, type FittedTransformer } from './fitted-transformers.js';
import { LevelSlots } from './level-slots.js';
import { chosenLength, type RowChoice } from './row-choice.js';
import { signedLog1p } from './signed-log1p.js';

export interface TransformOptions {
  /** Indices of the rows to transform, in that order, without copying the table; default all. */
  readonly rows?: ArrayLike<number>;
  /** Puts the columns where other threads can read them, so that they can take part in a fit. Default false. */
  readonly shared?: boolean;
}

/**
 * What `Preprocessor.fit` learned. Immutable; `transformers` is plain data, and a preprocessor built from its JSON is the
 * same preprocessor.
 */
export class FittedPreprocessor {
  readonly transformers: readonly FittedTransformer[];

  constructor(transformers: readonly FittedTransformer[]) {
    this.transformers = transformers;
  }

  /** Names of the design's columns, in the order of the coefficients. */
  get columnNames(): string[] {
    return designColumnNames(this.transformers);
  }

  /**
   * The rows of `table` as the model sees them. Columns may be in any order and dictionaries may differ from training's.
   * @throws PropensityError `unknown_column` when a feature is not in the table, `wrong_column_kind`
   */
  transform(table: Table, options: TransformOptions = {}): DesignMatrix {
    const { rows, shared = false } = options;
    const nRows = chosenLength(rows, table.nRows);
    const bufferOf = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
    const doubles = () => new Float64Array(bufferOf(8 * nRows));
    const numeric: DesignNumeric[] = [];
    const categorical: DesignCategorical[] = [];
    let offset = 0;
    for (const transformer of this.transformers) {
      if (transformer.kind === 'numeric') {
        const values = table.numeric(transformer.name);
        numeric.push({ values: standardise(values, transformer, rows, doubles()), coefIndex: offset++ });
        if (transformer.missingIndicator) {
          numeric.push({ values: missingIndicator(values, rows, doubles()), coefIndex: offset++ });
        }
      } else {
        const slots = new LevelSlots(transformer);
        const codes = new Int32Array(bufferOf(4 * nRows));
        remapCodes(table.categorical(transformer.name), slots, rows, codes);
        categorical.push({ codes, nLevels: slots.size, offset });
        offset += slots.size;
      }
    }
    return { nRows, nColumns: offset, columnNames: this.columnNames, numeric, categorical };
  }
}

function standardise(
  values: Float64Array,
  transformer: FittedNumeric,
  rows: RowChoice,
  result: Float64Array,
): Float64Array {
  const { log1p, impute, mean, scale } = transformer;
  for (let i = 0; i < result.length; i++) {
    const raw = values[rows === undefined ? i : rows[i]!]!;
    const value = Number.isNaN(raw) ? impute : raw;
    result[i] = ((log1p ? signedLog1p(value) : value) - mean) / scale;
  }
  return result;
}

function missingIndicator(values: Float64Array, rows: RowChoice, result: Float64Array): Float64Array {
  for (let i = 0; i < result.length; i++) {
    result[i] = Number.isNaN(values[rows === undefined ? i : rows[i]!]) ? 1 : 0;
  }
  return result;
}

function remapCodes(column: CategoricalColumn, slots: LevelSlots, rows: RowChoice, result: Int32Array): void {
  const slotOfCode = slots.ofLevels(column.levels);
  for (let i = 0; i < result.length; i++) {
    const code = column.codes[rows === undefined ? i : rows[i]!]!;
    result[i] = code < 0 ? slots.missing : slotOfCode[code]!;
  }
}
