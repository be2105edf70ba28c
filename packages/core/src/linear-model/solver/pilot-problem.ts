import type { LogisticProblem } from '../logistic-problem.js';
import { doubles, integers, isShared } from './shared-memory.js';

/** Rows from which on a pilot saves more steps on all rows than it costs. */
export const PILOT_FROM_ROWS = 200_000;
/** Rows of the rarer class in a pilot at most, and rows of the other for each of them. */
const RARER = 16_000;
const OTHERS_PER_RARER = 4;

/**
 * A share of a large problem's rows, weighted so that they stand for all: its solution is a few standard errors from that of all rows,
 * where Newton's method is in its last, quadratic steps. Rows are taken evenly from beginning to end, the rarer class more often.
 */
export function pilotProblem(problem: LogisticProblem): LogisticProblem {
  const { design, y, sampleWeight, offset } = problem;
  const nPositive = y.reduce((sum, label) => sum + label, 0);
  const nRarer = Math.min(nPositive, y.length - nPositive, RARER);
  const most = nRarer * OTHERS_PER_RARER;
  const isPositiveRarer = nPositive <= y.length - nPositive;
  const shares = [
    Math.min(1, (isPositiveRarer ? most : nRarer) / (y.length - nPositive)),
    Math.min(1, (isPositiveRarer ? nRarer : most) / nPositive),
  ] as const;
  const rows = evenly(y, shares);
  return {
    ...problem,
    design: {
      ...design,
      nRows: rows.length,
      numeric: design.numeric.map((column) => ({ ...column, values: taken(column.values, rows) })),
      categorical: design.categorical.map((block) => ({ ...block, codes: takenCodes(block.codes, rows) })),
    },
    y: taken(y, rows),
    sampleWeight: Float64Array.from(rows, (row) => sampleWeight[row]! / shares[y[row] === 1 ? 1 : 0]),
    offset: offset && taken(offset, rows),
  };
}

/** Ascending indices of that share of each class's rows. */
function evenly(y: Float64Array, shares: readonly [number, number]): Int32Array {
  const rows = new Int32Array(y.length);
  const due = [0, 0];
  let count = 0;
  for (let row = 0; row < y.length; row++) {
    const label = y[row] === 1 ? 1 : 0;
    due[label]! += shares[label];
    if (due[label]! < 1) continue;
    due[label]! -= 1;
    rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** `values[rows[i]]` for every i, in memory of the same kind. */
function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const result = doubles(rows.length, isShared(values));
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i]!]!;
  return result;
}

function takenCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  const result = integers(rows.length, isShared(codes));
  for (let i = 0; i < rows.length; i++) result[i] = codes[rows[i]!]!;
  return result;
}
