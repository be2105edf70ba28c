import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Table } from '../table/table.js';
import { doubles, integers, isShared } from '../threads/shared-memory.js';
import { otherCode, requireCodes } from './check-codes.js';
import type { ColumnJob } from './column-jobs.js';
import {
  type DesignCategorical,
  type DesignMatrix,
  type DesignNumeric,
  SourcedCategorical,
  SourcedNumeric,
} from './design-matrix.js';
import { CellsRead, rowList } from './design-sources.js';
import { designColumnNames, type FittedTransformer } from './fitted-transformers.js';
import { LevelSlots } from './level-slots.js';
import { chosenLength } from './row-choice.js';
import { transformColumns } from './transform-columns.js';

export interface DesignOptions {
  /** Indices of the rows, in that order; default all. */
  readonly rows?: ArrayLike<number>;
  /** Whether threads are to read the design: what it needs beside the table is put where they can. Default false. */
  readonly shared?: boolean;
}

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
  /** Puts the columns into shared memory, so that threads can help with a fit. Default false. */
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
    const newDoubles = () => doubles(nRows, shared);
    const newIntegers = () => integers(nRows, shared);
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

  /**
   * The same rows as `transform` gives, without a copy: numbers and codes are worked out from the table's cells tile by tile, each
   * time that they are read. The logarithms of columns whose numbers do not repeat are kept for the next fit.
   * @throws PropensityError `unknown_column`, `wrong_column_kind`, `bad_codes`
   */
  design(table: Table, options: DesignOptions = {}): DesignMatrix {
    const { shared = false } = options;
    const read = new CellsRead(table.derived, shared);
    const kept = table.rowsOf(options.rows);
    const rows = kept && rowList(kept, shared);
    const nRows = chosenLength(options.rows, table.nRows);
    const numeric: DesignNumeric[] = [];
    const categorical: DesignCategorical[] = [];
    let offset = 0;
    for (const transformer of this.transformers) {
      if (transformer.kind === 'numeric') {
        const cells = table.cells(transformer.name);
        numeric.push(new SourcedNumeric({ ...read.standardised(cells, transformer), rows }, offset++));
        if (transformer.missingIndicator) {
          numeric.push(new SourcedNumeric({ ...read.missing(cells, transformer), rows }, offset++));
        }
      } else {
        const column = table.categories(transformer.name);
        requireCodes(transformer.name, column);
        const slots = new LevelSlots(transformer);
        const source = { ...read.levels(column, slots), rows };
        categorical.push(new SourcedCategorical(source, slots.size, offset));
        offset += slots.size;
      }
    }
    return { nRows, nColumns: offset, columnNames: this.columnNames, numeric, categorical };
  }
}
