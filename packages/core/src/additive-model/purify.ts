/** Rounds of taking means off; one is enough where the two features are independent. */
const MAX_ROUNDS = 1000;
/** Means below this, in log-odds, are rounding. */
const NOTHING = 1e-13;

/** A table of two features, row by row. */
export interface CellTable {
  readonly nRows: number;
  readonly nColumns: number;
  readonly values: Float64Array;
}

/** A table whose rows and columns have mean 0, and what was taken off them. */
export interface PurifiedTable {
  readonly values: Float64Array;
  readonly ofRow: Float64Array;
  readonly ofColumn: Float64Array;
}

/**
 * Moves from a table to its rows and columns what is theirs: afterwards the weighted mean of each row and of each column is 0, and the
 * sum of all three is what it was. A row or column without weight keeps its numbers.
 * @param weights of the cells
 * @see Lengerich, Tan, Chang, Hooker, Caruana (2020), "Purifying interaction effects with the functional ANOVA", algorithm 1
 */
export function purified({ nRows, nColumns, values }: CellTable, weights: ArrayLike<number>): PurifiedTable {
  const pure = values.slice();
  const ofRow = new Float64Array(nRows);
  const ofColumn = new Float64Array(nColumns);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const moved = Math.max(
      takeMeansOff(pure, weights, ofRow, nColumns, 1),
      takeMeansOff(pure, weights, ofColumn, 1, nColumns),
    );
    if (moved < NOTHING) break;
  }
  return { values: pure, ofRow, ofColumn };
}

/** @returns the largest mean */
function takeMeansOff(
  values: Float64Array,
  weights: ArrayLike<number>,
  means: Float64Array,
  stride: number,
  step: number,
): number {
  const nOthers = values.length / means.length;
  let largest = 0;
  for (let line = 0; line < means.length; line++) {
    let sum = 0;
    let weight = 0;
    for (let other = 0; other < nOthers; other++) {
      const cell = line * stride + other * step;
      sum += weights[cell]! * values[cell]!;
      weight += weights[cell]!;
    }
    if (weight === 0) continue;
    const mean = sum / weight;
    for (let other = 0; other < nOthers; other++) values[line * stride + other * step]! -= mean;
    means[line]! += mean;
    largest = Math.max(largest, Math.abs(mean));
  }
  return largest;
}
