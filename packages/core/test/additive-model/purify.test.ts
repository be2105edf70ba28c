import fc from 'fast-check';
import { expect, it } from 'vitest';
import { purified } from '../../src/additive-model/purify.js';

const side = fc.integer({ min: 1, max: 6 });
const tables = fc.tuple(side, side).chain(([nRows, nColumns]) =>
  fc.record({
    nRows: fc.constant(nRows),
    nColumns: fc.constant(nColumns),
    cells: fc.array(
      fc.record({ value: fc.double({ min: -5, max: 5, noNaN: true }), weight: fc.integer({ min: 0, max: 9 }) }),
      {
        minLength: nRows * nColumns,
        maxLength: nRows * nColumns,
      },
    ),
  }),
);

it('leaves rows and columns of weighted mean 0, and everything adds up to what it was', () => {
  fc.assert(
    fc.property(tables, ({ nRows, nColumns, cells }) => {
      const values = Float64Array.from(cells, ({ value }) => value);
      const weights = cells.map(({ weight }) => weight);
      const { values: pure, ofRow, ofColumn } = purified({ nRows, nColumns, values }, weights);
      const meanOf = (line: readonly number[]) => {
        const weight = line.reduce((sum, cell) => sum + weights[cell]!, 0);
        return weight === 0 ? 0 : line.reduce((sum, cell) => sum + weights[cell]! * pure[cell]!, 0) / weight;
      };
      for (let row = 0; row < nRows; row++) {
        const line = Array.from({ length: nColumns }, (_, column) => row * nColumns + column);
        expect(Math.abs(meanOf(line))).toBeLessThan(1e-9);
        for (const [column, cell] of line.entries()) {
          expect(pure[cell]! + ofRow[row]! + ofColumn[column]!).toBeCloseTo(values[cell]!, 9);
        }
      }
      for (let column = 0; column < nColumns; column++) {
        expect(Math.abs(meanOf(Array.from({ length: nRows }, (_, row) => row * nColumns + column)))).toBeLessThan(1e-9);
      }
    }),
  );
});

it('takes what belongs to rows and columns out of a table that is a sum', () => {
  const values = Float64Array.from({ length: 12 }, (_, cell) => 3 * Math.floor(cell / 4) - (cell % 4) ** 2);
  const weights = [1, 5, 2, 0, 4, 1, 1, 3, 2, 2, 7, 1];
  expect(Math.max(...purified({ nRows: 3, nColumns: 4, values }, weights).values.map(Math.abs))).toBeLessThan(1e-9);
});
