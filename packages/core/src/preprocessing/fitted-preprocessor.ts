import type { CategoricalColumn, Table } from '../table/table.js';
import type { DesignCategorical, DesignMatrix, DesignNumeric } from './design-matrix.js';
import { designColumnNames, type FittedNumeric, type FittedTransformer } from './fitted-transformers.js';
import { LevelSlots } from './level-slots.js';
import { signedLog1p } from './signed-log1p.js';

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
  transform(table: Table): DesignMatrix {
    const numeric: DesignNumeric[] = [];
    const categorical: DesignCategorical[] = [];
    let offset = 0;
    for (const transformer of this.transformers) {
      if (transformer.kind === 'numeric') {
        const values = table.numeric(transformer.name);
        numeric.push({ values: standardise(values, transformer), coefIndex: offset++ });
        if (transformer.missingIndicator) numeric.push({ values: missingIndicator(values), coefIndex: offset++ });
      } else {
        const slots = new LevelSlots(transformer);
        const codes = remapCodes(table.categorical(transformer.name), slots);
        categorical.push({ codes, nLevels: slots.size, offset });
        offset += slots.size;
      }
    }
    return { nRows: table.nRows, nColumns: offset, columnNames: this.columnNames, numeric, categorical };
  }
}

function standardise(values: Float64Array, transformer: FittedNumeric): Float64Array {
  const { log1p, impute, mean, scale } = transformer;
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const raw = values[i]!;
    const value = Number.isNaN(raw) ? impute : raw;
    result[i] = ((log1p ? signedLog1p(value) : value) - mean) / scale;
  }
  return result;
}

function missingIndicator(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = Number.isNaN(values[i]) ? 1 : 0;
  return result;
}

function remapCodes(column: CategoricalColumn, slots: LevelSlots): Int32Array {
  const slotOfCode = slots.ofLevels(column.levels);
  const result = new Int32Array(column.codes.length);
  for (let i = 0; i < result.length; i++) {
    const code = column.codes[i]!;
    result[i] = code < 0 ? slots.missing : slotOfCode[code]!;
  }
  return result;
}
