import type { ComputeContext } from '../compute-context/compute-context.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import type { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
import type { Table } from '../table/table.js';

/** Rows of a table as candidates see them: raw, and preprocessed for all candidates, without a copy. */
export class PreparedRows {
  readonly features: Table;
  /** Indices of the rows, in their order; undefined takes all. */
  readonly rows: Uint32Array | undefined;
  readonly preprocessing: FittedPreprocessor;
  readonly #shared: boolean;
  #design: DesignMatrix | undefined;

  /** @param shared whether other threads are to read the design */
  constructor(
    features: Table,
    rows: Uint32Array | undefined,
    preprocessing: FittedPreprocessor,
    { shared = false }: { readonly shared?: boolean } = {},
  ) {
    this.features = features;
    this.rows = rows;
    this.preprocessing = preprocessing;
    this.#shared = shared;
  }

  get nRows(): number {
    return this.rows?.length ?? this.features.nRows;
  }

  /** The rows after preprocessing: nRows × nColumns. @throws PropensityError as `FittedPreprocessor.design` */
  get design(): DesignMatrix {
    this.#design ??= this.preprocessing.design(this.features, {
      ...(this.rows && { rows: this.rows }),
      shared: this.#shared,
    });
    return this.#design;
  }
}

/** Rows to fit, with their labels and weights. */
export interface TrainingRows {
  readonly prepared: PreparedRows;
  /** 0 or 1, one per row. */
  readonly labels: Float64Array;
  /** Weight of each row; default 1. */
  readonly sampleWeight?: Float64Array | undefined;
  /** Kernels and threads for the fits; the result is the same to the last bit. */
  readonly compute?: ComputeContext | undefined;
}
