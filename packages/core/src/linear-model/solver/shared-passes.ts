import { openKernels } from './open-kernels.js';
import { type PassKind, type ProblemRows, TilePasses } from './tile-passes.js';

/** A problem whose passes several threads share: every array is in shared memory. */
export interface SharedPasses {
  readonly rows: ProblemRows;
  /** Where each part begins, and the end. */
  readonly bounds: readonly number[];
  /** The coefficients of the current pass. */
  readonly coef: Float64Array;
  /** The sums of each part, one after the other. */
  readonly sums: Float64Array;
  /** One int32 for each of `ROUND`, `KIND`, `NEXT_PART` and `PARTS_DONE`. */
  readonly control: Int32Array;
}

/** Number of the current pass; −1 when the problem is solved. Threads sleep on it. */
const ROUND = 0;
const KIND = 1;
const NEXT_PART = 2;
const PARTS_DONE = 3;
const CONTROL_WORDS = 4;

const KINDS: readonly PassKind[] = ['gradient', 'cross', 'product'];

/**
 * One pass, shared with whoever helps: every thread takes the next part until none is left, so a thread that is late or busy costs
 * no time. Afterwards the sums of part p are in its slice of `sums`.
 */
export function leadPass(shared: SharedPasses, kind: PassKind, coef: Float64Array, tiles: TilePasses): void {
  const { control, bounds } = shared;
  const nParts = bounds.length - 1;
  shared.coef.set(coef);
  Atomics.store(control, KIND, KINDS.indexOf(kind));
  Atomics.store(control, PARTS_DONE, 0);
  Atomics.store(control, NEXT_PART, 0);
  Atomics.add(control, ROUND, 1);
  Atomics.notify(control, ROUND);
  takeParts(shared, tiles);
  for (let done = Atomics.load(control, PARTS_DONE); done < nParts; done = Atomics.load(control, PARTS_DONE)) {
    Atomics.wait(control, PARTS_DONE, done);
  }
}

/** Control words before the first pass: no part is to be taken yet. */
export function idleControl(nParts: number): Int32Array {
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  control[NEXT_PART] = nParts;
  return control;
}

/** Lets the helpers go. */
export function endPasses({ control }: SharedPasses): void {
  Atomics.store(control, ROUND, -1);
  Atomics.notify(control, ROUND);
}

/** Helps with every pass until the problem is solved. */
export function helpWithPasses(shared: SharedPasses): void {
  const { control } = shared;
  const tiles = new TilePasses(shared.rows, openKernels);
  for (let round = Atomics.load(control, ROUND); round >= 0; round = Atomics.load(control, ROUND)) {
    takeParts(shared, tiles);
    Atomics.wait(control, ROUND, round);
  }
}

function takeParts({ control, bounds, coef, sums }: SharedPasses, tiles: TilePasses): void {
  const nParts = bounds.length - 1;
  const stride = sums.length / nParts;
  for (let part = Atomics.add(control, NEXT_PART, 1); part < nParts; part = Atomics.add(control, NEXT_PART, 1)) {
    const kind = KINDS[Atomics.load(control, KIND)]!;
    sums.set(tiles.run(kind, coef, bounds[part]!, bounds[part + 1]!), part * stride);
    Atomics.add(control, PARTS_DONE, 1);
    Atomics.notify(control, PARTS_DONE);
  }
}
