import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Table } from '../table/table.js';
import type { ReusedMemory } from '../threads/reused-memory.js';
import { doubles, integers, isShared } from '../threads/shared-memory.js';
import { otherCode } from './check-codes.js';
import type { ColumnJob } from './column-jobs.js';
import type { DesignCategorical, DesignMatrix, DesignNumeric } from './design-matrix.js';
import { designColumnNames, type FittedTransformer } from './fitted-transformers.js';
import { LevelSlots } from './level-slots.js';
import { chosenLength } from './row-choice.js';
import { transformColumns } from './transform-columns.js';

export interface TransformOptions {
  /** Indices of the rows to transform, in that order, without copying the table; default all. */
  readonly rows?: ArrayLike<number>;
  /**
   * False: overwrites the columns of the table, which must not be used afterwards, instead of allocating memory.
   * Default true. @see scikit-learn's `StandardScaler(copy=False)`
   */
  readonly copy?: boolean;
  /** Its threads help where both the table and the design are in shared memory; the result is the same without them. */
  readonly compute?: ComputeContext | undefined;
  /** Puts the columns into shared memory, new or reused, so that threads can help with a fit. Default false. */
  readonly shared?: boolean | ReusedMemory;
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
   * The rows of `table` as the model sees them. Columns may be in any order and dictionaries may differ from training's. Infinite values
   * stay infinite: fits and scores refuse them, naming the row.
   * @throws PropensityError `unknown_column` when a feature is not in the table, `wrong_column_kind`, `bad_codes`, `no_room`
   */
  transform(table: Table, options: TransformOptions = {}): DesignMatrix {
    const { rows, copy = true, compute } = options;
    const nRows = chosenLength(rows, table.nRows);
    if (!copy && nRows > table.nRows) {
      throw new PropensityError('no_room', `${nRows} rows cannot be written over a table of ${table.nRows} rows.`);
    }
    const { shared = false } = options;
    const newDoubles = () => (typeof shared === 'object' ? shared.doubles(nRows) : doubles(nRows, shared));
    const newIntegers = () => (typeof shared === 'object' ? shared.integers(nRows) : integers(nRows, shared));
    const jobs: ColumnJob[] = [];
    const numeric: DesignNumeric[] = [];
    const categorical: DesignCategorical[] = [];
    let offset = 0;
    for (const transformer of this.transformers) {
      if (transformer.kind === 'numeric') {
        const source = table.numeric(transformer.name);
        const target = copy ? newDoubles() : source.subarray(0, nRows);
        const missing = transformer.missingIndicator ? newDoubles() : null;
        jobs.push({ kind: 'numeric', source, target, transformer, missing });
        numeric.push({ values: target, coefIndex: offset++ });
        if (missing !== null) numeric.push({ values: missing, coefIndex: offset++ });
      } else {
        const slots = new LevelSlots(transformer);
        const { codes: source, levels } = table.categorical(transformer.name);
        const target = copy ? newIntegers() : source.subarray(0, nRows);
        const slotOfCode = slots.ofLevels(levels);
        const slotOfMissing = slots.missing;
        const other = integers(2, isShared(source));
        jobs.push({ kind: 'categorical', source, target, slotOfCode, slotOfMissing, otherCode: other });
        categorical.push({ codes: target, nLevels: slots.size, offset });
        offset += slots.size;
      }
    }
    transformColumns(jobs, rows, !copy, compute?.threads);
    jobs.forEach((job, index) => {
      if (job.kind === 'numeric' || job.otherCode[0] === 0) return;
      const [row, code] = job.otherCode;
      throw otherCode(`"${this.transformers[index]!.name}"`, job.slotOfCode.length, row! - 1, code!);
    });
    return { nRows, nColumns: offset, columnNames: this.columnNames, numeric, categorical };
  }
}
