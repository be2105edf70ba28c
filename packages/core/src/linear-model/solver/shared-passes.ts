import type { OpenKernels } from '../../kernels/logistic-kernels.js';
import { waitForCount, waitWhile } from '../../threads/shared-items.js';
import { PASS_KINDS, type PassKind } from './pass-kind.js';
import { type ProblemRows, TilePasses } from './tile-passes.js';

/** A problem whose passes are shared by several threads: every array is in shared memory. */
export interface SharedPasses {
  readonly kind: 'passes';
  readonly rows: ProblemRows;
  /** The first row of each part, then the end. */
  readonly bounds: Readonly<Record<PassKind, readonly number[]>>;
  /** The coefficients of the current pass. */
  readonly coef: Float64Array;
  /** The sums of each part, one after the other. */
  readonly sums: Float64Array;
  /** One int32 for each of `ROUND`, `NEXT_PART` and `PARTS_DONE`. */
  readonly control: Int32Array;
  /** Milliseconds to wait for another thread's part before it is given up. */
  readonly patience: number;
}

/** Number of the current pass; −1 when the problem is solved. Threads sleep on it. */
const ROUND = 0;
/**
 * The next part to take and the kind of its pass, in one word, so that no thread mistakes a part of one pass for that
 * of another.
 */
const NEXT_PART = 1;
const PARTS_DONE = 2;
const CONTROL_WORDS = 3;
/** Bits of `NEXT_PART` that hold the part; those above hold the kind. */
const PART_BITS = 16;
/** A part that no pass has. */
const NO_PART = 1 << (PART_BITS - 1);

/**
 * One pass, shared with the helping threads: every thread takes the next part until none is left, so a thread that is
 * late or busy costs no time. Afterwards `sums` holds those of every part.
 * @returns false when another thread took a part and did not finish it in time
 */
export function leadPass(shared: SharedPasses, kind: PassKind, coef: Float64Array, tiles: TilePasses): boolean {
  const { control, bounds } = shared;
  shared.coef.set(coef);
  Atomics.store(control, PARTS_DONE, 0);
  Atomics.store(control, NEXT_PART, PASS_KINDS.indexOf(kind) << PART_BITS);
  Atomics.add(control, ROUND, 1);
  Atomics.notify(control, ROUND);
  takeParts(shared, tiles);
  return waitForCount(control, PARTS_DONE, bounds[kind].length - 1, shared.patience);
}

/** Control words before the first pass: no part is to be taken yet. */
export function idleControl(): Int32Array {
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  control[NEXT_PART] = NO_PART;
  return control;
}

/** Releases the helping threads. */
export function endPasses({ control }: SharedPasses): void {
  Atomics.store(control, ROUND, -1);
  Atomics.notify(control, ROUND);
}

/** Helps with every pass until the problem is solved. */
export function helpWithPasses(shared: SharedPasses, open: OpenKernels): void {
  const { control } = shared;
  const tiles = new TilePasses(shared.rows, open);
  for (let round = Atomics.load(control, ROUND); round >= 0; round = Atomics.load(control, ROUND)) {
    takeParts(shared, tiles);
    waitWhile(control, ROUND, round);
  }
}

function takeParts({ control, bounds, coef, sums }: SharedPasses, tiles: TilePasses): void {
  for (;;) {
    const next = Atomics.add(control, NEXT_PART, 1);
    const kind = PASS_KINDS[next >> PART_BITS]!;
    const part = next & ((1 << PART_BITS) - 1);
    const starts = bounds[kind];
    if (part >= starts.length - 1) return;
    const partSums = tiles.run(kind, coef, starts[part]!, starts[part + 1]!);
    sums.set(partSums, part * partSums.length);
    Atomics.add(control, PARTS_DONE, 1);
    Atomics.notify(control, PARTS_DONE);
  }
}
