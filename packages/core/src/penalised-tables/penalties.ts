import { BandMatrix } from './band-matrix.js';

/** What runs along an axis of a table: numbers in bins after one bin for missing ones, or categories. */
export interface TableAxis {
  readonly kind: 'numeric' | 'categorical';
  /** Number of codes. */
  readonly size: number;
}

/** A little shrinkage beside that of differences, so that a table has no level of its own. */
const RIDGE = 0.02;
const PAIR_RIDGE = 0.1;
const PAIR_RIDGE_OF_CATEGORIES = 0.5;

/**
 * The penalty S of one feature's table: Σ of squared differences of neighbouring bins + .02·Σ of squares for numbers, whose
 * missing values have no neighbour; Σ of squares for categories.
 * @see Eilers, Marx (1996), "Flexible smoothing with B-splines and penalties"
 */
export function tablePenalty({ kind, size }: TableAxis): BandMatrix {
  const penalty = new BandMatrix(size, kind === 'numeric' ? 1 : 0);
  for (let code = 0; code < size; code++) penalty.add(code, code, kind === 'numeric' ? RIDGE : 1);
  if (kind === 'numeric') addDifferences(penalty, size, 1, 0);
  return penalty;
}

/**
 * The penalty of a table of two features, cell (a, b) at a·(size of b) + b: squared differences along each axis of numbers, half of the
 * squares along an axis of categories and for missing numbers, and .1·Σ of squares.
 */
export function pairPenalty(first: TableAxis, second: TableAxis): BandMatrix {
  const width = first.kind === 'numeric' ? second.size : second.kind === 'numeric' ? 1 : 0;
  const penalty = new BandMatrix(first.size * second.size, width);
  for (let cell = 0; cell < penalty.size; cell++) {
    const a = Math.floor(cell / second.size);
    const b = cell % second.size;
    const isAlone = (axis: TableAxis, code: number) => axis.kind === 'categorical' || code === 0;
    const shrunk = Number(isAlone(first, a)) + Number(isAlone(second, b));
    penalty.add(cell, cell, PAIR_RIDGE + PAIR_RIDGE_OF_CATEGORIES * shrunk);
  }
  if (first.kind === 'numeric') {
    for (let b = 0; b < second.size; b++) addDifferences(penalty, first.size, second.size, b);
  }
  if (second.kind === 'numeric') {
    for (let a = 0; a < first.size; a++) addDifferences(penalty, second.size, 1, a * second.size);
  }
  return penalty;
}

/** Adds Σ (x[code + 1] − x[code])² from code 1 on; code 0 is for missing numbers. */
function addDifferences(penalty: BandMatrix, size: number, step: number, offset: number): void {
  for (let code = 1; code < size - 1; code++) {
    const at = offset + code * step;
    penalty.add(at, at, 1);
    penalty.add(at + step, at + step, 1);
    penalty.add(at + step, at, -1);
  }
}
