import { PropensityError } from '../errors/propensity-error.js';
import { hasOtherCodes, rowOfOtherCode } from '../preprocessing/check-codes.js';
import type { DesignCategorical, DesignMatrix } from '../preprocessing/design-matrix.js';

/** Values beyond ±this are too large for sums of their squares. */
const MAX_VALUE = 1e100;

/**
 * What every use of a design demands of it: columns of nRows values, each coefficient with a column of its own, codes that
 * are levels or −1. One look at every code, none at the numbers: see `unfitValue`.
 * @throws PropensityError `shape_mismatch`, `bad_design`
 */
export function checkDesign(design: DesignMatrix): void {
  const { nColumns, numeric, categorical } = design;
  const isTaken = new Uint8Array(nColumns);
  const take = (coefIndex: number) => {
    if (!(coefIndex >= 0 && coefIndex < nColumns) || isTaken[coefIndex] === 1) {
      throw badDesign(`Of ${nColumns} coefficients, one column each, index ${coefIndex} is not free.`);
    }
    isTaken[coefIndex] = 1;
  };
  for (const { values, coefIndex } of numeric) {
    requireRows(design, coefIndex, values.length);
    take(coefIndex);
  }
  for (const block of categorical) {
    requireRows(design, block.offset, block.codes.length);
    for (let code = 0; code < block.nLevels; code++) take(block.offset + code);
    if (hasOtherCodes(block.codes, block.nLevels)) throw otherCode(design, block);
  }
  if (isTaken.includes(0)) {
    throw badDesign(`Coefficient ${isTaken.indexOf(0)} of ${nColumns} has no column.`);
  }
}

/**
 * The first value that no fit can take, as an error: NaN, infinite, or else the largest where it is beyond ±1e100. Null when
 * there is none. It looks at every number, so call it where a fit has failed.
 */
export function unfitValue({ numeric, columnNames, nRows }: DesignMatrix): PropensityError | null {
  let largest = { value: MAX_VALUE, column: -1, row: -1 };
  for (const { values, coefIndex } of numeric) {
    for (let row = 0; row < nRows; row++) {
      const value = values[row]!;
      if (!Number.isFinite(value)) {
        return badDesign(
          `${nameOf(columnNames, coefIndex)} has ${value} in row ${row}: a design must be finite.`,
          'Replace missing values before the fit, as Preprocessor does, and infinite ones by a number.',
          { column: columnNames[coefIndex], row, value },
        );
      }
      if (Math.abs(value) > Math.abs(largest.value)) largest = { value, column: coefIndex, row };
    }
  }
  if (largest.column < 0) return null;
  const { value, column, row } = largest;
  return new PropensityError(
    'value_too_large',
    `${nameOf(columnNames, column)} has ${value} in row ${row}: too large to be squared and summed.`,
    {
      kind: 'refused',
      hint: 'Divide the column by a power of ten, or take its logarithm.',
      details: { column: columnNames[column], row, value },
    },
  );
}

function requireRows({ nRows, columnNames }: DesignMatrix, coefIndex: number, length: number): void {
  if (length === nRows) return;
  throw new PropensityError(
    'shape_mismatch',
    `${nameOf(columnNames, coefIndex)} has ${length} values where ${nRows} were expected.`,
  );
}

function otherCode({ columnNames }: DesignMatrix, { codes, nLevels, offset }: DesignCategorical): PropensityError {
  const row = rowOfOtherCode(codes, nLevels);
  return badDesign(
    `${nameOf(columnNames, offset)} is the first of ${nLevels} levels; their codes have ${codes[row]} in row ${row}.`,
    'Codes are 0 to the number of levels less 1, or −1 for no level.',
    { column: columnNames[offset], row, value: codes[row] },
  );
}

function nameOf(columnNames: readonly string[], coefIndex: number): string {
  const name = columnNames[coefIndex];
  return name === undefined ? `Column ${coefIndex}` : `Column "${name}"`;
}

function badDesign(message: string, hint = '', details: Readonly<Record<string, unknown>> = {}): PropensityError {
  return new PropensityError('bad_design', message, { kind: 'refused', hint, details });
}
