import { type DesignMatrix, numberSourceOf } from '../preprocessing/design-matrix.js';
import { areNumbersShared, lengthOfSource, type NumberSource, numberAt } from '../row-sources/number-source.js';
import { doubles } from '../threads/shared-memory.js';

/** A column this many times as far from 0 as it is wide is almost a multiple of the intercept's column of ones. */
const FAR = 2 ** 16;
/** Rows of a column that are sampled. */
const SAMPLE = 1024;

/** A design, and what was subtracted from its dense columns. */
export interface CentredDesign {
  readonly design: DesignMatrix;
  /** One per coefficient; 0 where nothing was subtracted. */
  readonly centres: Float64Array;
}

/**
 * The design, where columns that lie far from 0 relative to their spread, such as times in seconds since 1970, have a
 * value near their middle subtracted: the intercept makes up for it exactly, and the solver can then distinguish such
 * columns from the intercept. All other columns, and so every column of mean 0, stay the same arrays.
 */
export function centredColumns(design: DesignMatrix): CentredDesign {
  const centres = new Float64Array(design.nColumns);
  for (const column of design.numeric) centres[column.coefIndex] = centreOf(numberSourceOf(column));
  if (!centres.some((centre) => centre !== 0)) return { design, centres };
  const numeric = design.numeric.map((column) => {
    const centre = centres[column.coefIndex]!;
    return centre === 0
      ? column
      : {
          coefIndex: column.coefIndex,
          values: lessCentre(column.values, centre, areNumbersShared(numberSourceOf(column))),
        };
  });
  return { design: { ...design, numeric }, centres };
}

/** Any value near the middle will do; 0 where the column needs no centring, or is not finite. */
function centreOf(source: NumberSource): number {
  const nRows = lengthOfSource(source);
  const step = Math.max(1, Math.floor(nRows / SAMPLE));
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < nRows; row += step) {
    const value = numberAt(source, row);
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const width = highest - lowest;
  const distance = Math.min(Math.abs(lowest), Math.abs(highest));
  // An indicator that is 1 on the whole sample has no width either, but is near enough to 0.
  const isFar = distance > FAR * (width > 0 ? width : 1);
  return isFar && Number.isFinite(width) ? lowest + width / 2 : 0;
}

function lessCentre(values: Float64Array, centre: number, shared: boolean): Float64Array {
  const result = doubles(values.length, shared);
  for (let row = 0; row < values.length; row++) result[row] = values[row]! - centre;
  return result;
}
