import type { DesignMatrix } from '@propensity/core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const SEED = 20261124;
/** Of any two columns. */
const CORRELATION = 0.5;
const INTERCEPT = -2;

/** Rows of correlated, standard normal columns, and labels that depend on all of them; the same every time. */
export function denseUsers(
  nRows: number,
  nColumns: number,
): { readonly design: DesignMatrix; readonly y: Float64Array } {
  const random = xoroshiro128plus(SEED);
  const uniform = () => uniformFloat64(random);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const effects = Array.from({ length: nColumns }, () => 0.3 * normal());
  const columns = effects.map(() => new Float64Array(nRows));
  const y = new Float64Array(nRows);
  for (let row = 0; row < nRows; row++) {
    const common = Math.sqrt(CORRELATION) * normal();
    let eta = INTERCEPT;
    columns.forEach((values, j) => {
      values[row] = common + Math.sqrt(1 - CORRELATION) * normal();
      eta += effects[j]! * values[row]!;
    });
    y[row] = uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
  }
  const design: DesignMatrix = {
    nRows,
    nColumns,
    columnNames: columns.map((_, j) => `x${j}`),
    numeric: columns.map((values, coefIndex) => ({ values, coefIndex })),
    categorical: [],
  };
  return { design, y };
}
