/** The coefficients of one categorical among the parameters: `count` of them from `first` on. */
export interface LevelRange {
  readonly first: number;
  readonly count: number;
}

/** A linear model's coefficients in the design's order. */
export interface LinearCoefficients {
  readonly coef: Float64Array;
  readonly intercept: number;
}

/** Which coefficients a design has: of a dense column one, of a categorical one for each level. */
export interface DesignShape {
  readonly numeric: readonly { readonly coefIndex: number }[];
  readonly categorical: readonly { readonly nLevels: number; readonly offset: number }[];
}

/**
 * The order in which the solver keeps its parameters, whatever the order of the design's columns: the intercept, then the dense
 * columns, then the levels of each categorical.
 */
export class ParameterOrder {
  readonly nDense: number;
  readonly levels: readonly LevelRange[];
  readonly length: number;
  /** The design's coefficient index of parameter 1, 2, …. */
  readonly #coefIndex: Int32Array;

  constructor(design: DesignShape) {
    this.nDense = design.numeric.length;
    let first = 1 + this.nDense;
    this.levels = design.categorical.map(({ nLevels }) => {
      const range = { first, count: nLevels };
      first += nLevels;
      return range;
    });
    this.length = first;
    this.#coefIndex = Int32Array.from([
      ...design.numeric.map(({ coefIndex }) => coefIndex),
      ...design.categorical.flatMap(({ offset, nLevels }) =>
        Array.from({ length: nLevels }, (_, code) => offset + code),
      ),
    ]);
  }

  toParameters(coef: ArrayLike<number>, intercept: number): Float64Array {
    const parameters = new Float64Array(this.length);
    parameters[0] = intercept;
    this.#coefIndex.forEach((index, j) => {
      parameters[j + 1] = coef[index]!;
    });
    return parameters;
  }

  toCoefficients(parameters: Float64Array): LinearCoefficients {
    const coef = new Float64Array(this.length - 1);
    this.#coefIndex.forEach((index, j) => {
      coef[index] = parameters[j + 1]!;
    });
    return { coef, intercept: parameters[0]! };
  }
}
