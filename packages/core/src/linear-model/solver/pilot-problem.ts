import { SourcedCategorical, SourcedNumeric } from '../../preprocessing/design-matrix.js';
import { chosenRows } from '../../table/chosen-rows.js';
import { doubles, integers, isShared } from '../../threads/shared-memory.js';
import type { LogisticProblem } from '../logistic-problem.js';

/** From this many rows on, a pilot saves more steps on the whole problem than it costs. */
const PILOT_FROM_ROWS = 400_000;
/** Share of a problem's rows in its pilot. */
const PILOT_SHARE = 1 / 5;

/**
 * Problems on growing parts of a large problem's rows, weighted to represent all: the solution of one is a few standard
 * errors from that of the next, where Newton's method is in its last, quadratic steps. Rows are taken evenly from
 * beginning to end; of the rarer class all of them, or as many as of the other class.
 */
export function* pilotProblems(problem: LogisticProblem): Generator<LogisticProblem> {
  const sizes: number[] = [];
  for (let nRows = problem.y.length; nRows >= PILOT_FROM_ROWS; nRows *= PILOT_SHARE) sizes.unshift(nRows * PILOT_SHARE);
  for (const nRows of sizes) yield pilotProblem(problem, nRows);
}

function pilotProblem(problem: LogisticProblem, nRows: number): LogisticProblem {
  const { design, y, sampleWeight, offset } = problem;
  const nPositive = y.reduce((sum, label) => sum + label, 0);
  const nNegative = y.length - nPositive;
  const rarer = Math.min(nPositive, nNegative, nRows / 2);
  const positives = nPositive < nNegative ? rarer : nRows - rarer;
  const shares = [(nRows - positives) / nNegative, positives / nPositive] as const;
  const rows = evenly(y, shares);
  const pilotWeight = doubles(rows.length, isShared(y));
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    pilotWeight[i] = (sampleWeight === null ? 1 : sampleWeight[row]!) / shares[y[row] === 1 ? 1 : 0];
  }
  const part = partOf(rows);
  return {
    ...problem,
    design: {
      ...design,
      nRows: rows.length,
      numeric: design.numeric.map((column) =>
        column instanceof SourcedNumeric
          ? new SourcedNumeric(part(column.source), column.coefIndex)
          : { coefIndex: column.coefIndex, values: taken(column.values, rows) },
      ),
      categorical: design.categorical.map((block) =>
        block instanceof SourcedCategorical
          ? new SourcedCategorical(part(block.source), block.nLevels, block.offset)
          : { ...block, codes: takenCodes(block.codes, rows) },
      ),
    },
    y: taken(y, rows),
    sampleWeight: pilotWeight,
    offset: offset && taken(offset, rows),
  };
}

/** Ascending indices of the given share of each class's rows. */
function evenly(y: Float64Array, shares: readonly [number, number]): Int32Array {
  const rows = new Int32Array(y.length);
  const due = [0, 0];
  let count = 0;
  for (let row = 0; row < y.length; row++) {
    const label = y[row] === 1 ? 1 : 0;
    due[label]! += shares[label];
    // Rounding must not leave out a row of a class that is taken completely.
    if (due[label]! < 1 - 1e-9) continue;
    due[label]! -= 1;
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Chooses those rows of what a table's column is read from. Columns of one table have one list of rows, then as before. */
function partOf(indices: Int32Array): <S extends { readonly rows?: Uint32Array | undefined }>(source: S) => S {
  const known = new Map<Uint32Array | undefined, Uint32Array>();
  return (source) => {
    const rows = known.get(source.rows) ?? chosenRows(source.rows, indices);
    known.set(source.rows, rows);
    return { ...source, rows };
  };
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
