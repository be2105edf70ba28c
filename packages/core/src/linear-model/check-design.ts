import { PropensityError } from '../errors/propensity-error.js';
import { otherCode, rowOfOtherCode } from '../preprocessing/check-codes.js';
import { type DesignMatrix, lengthOfColumn, SourcedCategorical } from '../preprocessing/design-matrix.js';

/** Values beyond ±this are too large for sums of their squares. */
const MAX_VALUE = 1e100;

/**
 * Checks the design of a fit: `checkShape`, and codes that are levels or −1. Reads every code, but no numbers: see
 * `unfitValue`.
 * @throws PropensityError `shape_mismatch`, `bad_design`, `bad_codes`
 */
export function checkDesign(design: DesignMatrix): void {
  checkShape(design);
  for (const block of design.categorical) {
    // Those were checked when the design was made.
    if (block instanceof SourcedCategorical) continue;
    const { codes, nLevels, offset } = block;
    const row = rowOfOtherCode(codes, nLevels);
    if (row >= 0) throw otherCode(`that begins with ${nameOf(design.columnNames, offset)}`, nLevels, row, codes[row]!);
  }
}

/**
 * Checks what every use of a design needs: columns of nRows values, and one column per coefficient.
 * @throws PropensityError `shape_mismatch`, `bad_design`
 */
export function checkShape(design: DesignMatrix): void {
  const { nColumns, numeric, categorical } = design;
  const isTaken = new Uint8Array(nColumns);
  const take = (coefIndex: number) => {
    if (!(coefIndex >= 0 && coefIndex < nColumns) || isTaken[coefIndex] === 1) {
      throw badDesign(`Of ${nColumns} coefficients, one column each, index ${coefIndex} is not free.`);
    }
    isTaken[coefIndex] = 1;
  };
  for (const column of numeric) {
    requireRows(design, column.coefIndex, lengthOfColumn(column));
    take(column.coefIndex);
  }
  for (const block of categorical) {
    requireRows(design, block.offset, lengthOfColumn(block));
    for (let code = 0; code < block.nLevels; code++) take(block.offset + code);
  }
  if (isTaken.includes(0)) {
    throw badDesign(`Coefficient ${isTaken.indexOf(0)} of ${nColumns} has no column.`);
  }
}

/**
 * An error for the first value that no fit can take: NaN or infinite, else the largest where it is beyond ±1e100. Null
 * when there is none. It reads every number, so call it only when a fit has failed.
 */
export function unfitValue({ numeric, columnNames, nRows }: DesignMatrix): PropensityError | null {
  let largest = { value: MAX_VALUE, column: -1, row: -1 };
  for (const { values, coefIndex } of numeric) {
    for (let row = 0; row < nRows; row++) {
      const value = values[row]!;
      if (!Number.isFinite(value)) {
        return badDesign(
          `Column ${nameOf(columnNames, coefIndex)} has ${value} in row ${row}: a design must be finite.`,
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
    `Column ${nameOf(columnNames, column)} has ${value} in row ${row}: too large to be squared and summed.`,
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
    `Column ${nameOf(columnNames, coefIndex)} has ${length} values where ${nRows} were expected.`,
  );
}

function nameOf(columnNames: readonly string[], coefIndex: number): string {
  const name = columnNames[coefIndex];
  return name === undefined ? `number ${coefIndex}` : `"${name}"`;
}

function badDesign(message: string, hint = '', details: Readonly<Record<string, unknown>> = {}): PropensityError {
  return new PropensityError('bad_design', message, { kind: 'refused', hint, details });
}
