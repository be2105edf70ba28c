import { BandFactor } from './band-factor.js';
import { BandMatrix } from './band-matrix.js';

/** What is known of a penalty λ before the data are: a gamma prior of this shape, whose mean is near `lambda`. */
export interface PenaltyPrior {
  readonly shape: number;
  readonly lambda: number;
}

/** Direction in which the numbers of a table may go, from code 1 on. */
export type Direction = 'increasing' | 'decreasing';

/** No log-odds of a table change by more in one step. */
const LONGEST_STEP = 2;
/** λ changes by no more than this factor at a time, and stays within bounds. */
const LARGEST_CHANGE = 3;
const LOWEST = 0.3;
const HIGHEST = 1e5;

/**
 * Numbers β that are looked up by a code and added to log-odds, with the penalty ½·λ·βᵀSβ. Each step is Newton's for β, given all
 * else; λ follows by the rule of Fellner and Schall with a gamma prior: λ ← (edf + 2a)/(βᵀSβ + 2a/λ₀), edf the effective degrees of
 * freedom. Without the prior (a = 0) it overfits where positives are rare.
 * @see Wood, Fasiolo (2017), "A generalized Fellner-Schall method for smoothing parameter optimization"
 */
export class PenalisedTable {
  readonly penalty: BandMatrix;
  readonly prior: PenaltyPrior;
  readonly direction: Direction | null;
  /** One per code. */
  readonly values: Float64Array;
  lambda: number;

  constructor(penalty: BandMatrix, prior: PenaltyPrior, direction: Direction | null = null) {
    this.penalty = penalty;
    this.prior = prior;
    this.direction = direction;
    this.values = new Float64Array(penalty.size);
    this.lambda = prior.lambda;
  }

  /**
   * One step.
   * @param gradient of the log-likelihood at the present values, one per code: Σ w·(y − p)
   * @param curvature Σ w·p·(1 − p)
   * @param isLambdaFixed leaves λ as it is
   * @returns how the values have changed
   */
  step(gradient: Float64Array, curvature: Float64Array, isLambdaFixed = false): Float64Array {
    const { values } = this;
    const target = gradient.map((sum, code) => sum + curvature[code]! * values[code]!);
    const system = { matrix: this.penalty.scaledPlus(this.lambda, curvature), target, curvature };
    const { solution, degrees } = this.direction === null ? solved(system) : solvedInOrder(system, this.direction);
    const whole = solution.map((value, code) => value - values[code]!);
    const longest = whole.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    const change = longest > LONGEST_STEP ? whole.map((each) => (each * LONGEST_STEP) / longest) : whole;
    for (let code = 0; code < values.length; code++) values[code]! += change[code]!;
    if (!isLambdaFixed) this.#updateLambda(degrees);
    return change;
  }

  #updateLambda(degrees: number): void {
    const { shape, lambda: expected } = this.prior;
    const lambda = (degrees + 2 * shape) / (this.penalty.quadratic(this.values) + (2 * shape) / expected);
    const near = Math.min(this.lambda * LARGEST_CHANGE, Math.max(this.lambda / LARGEST_CHANGE, lambda));
    this.lambda = Math.min(HIGHEST, Math.max(LOWEST, near));
  }
}

interface System {
  readonly matrix: BandMatrix;
  readonly target: Float64Array;
  readonly curvature: Float64Array;
}

interface Solved {
  readonly solution: Float64Array;
  /** Effective degrees of freedom: the trace of matrix⁻¹·diag(curvature). */
  readonly degrees: number;
}

function solved({ matrix, target, curvature }: System): Solved {
  const factor = new BandFactor(matrix);
  const degrees = factor.inverseDiagonal().reduce((sum, entry, code) => sum + entry * curvature[code]!, 0);
  return { solution: factor.solve(target), degrees };
}

/**
 * The solution whose numbers go one way from code 1 on: neighbours that go the other way share one number, until none does (the
 * pooling of isotonic regression).
 */
function solvedInOrder(system: System, direction: Direction): Solved {
  const sign = direction === 'increasing' ? 1 : -1;
  const size = system.target.length;
  const blockOf = Int32Array.from({ length: size }, (_, code) => code);
  for (;;) {
    const { solution, degrees } = solved(pooled(system, blockOf));
    // Blocks 0 and 1 are not neighbours: missing values are not in the order.
    let merged = 0;
    for (let code = 1; code < size; code++) {
      const block = blockOf[code]!;
      const isNew = code > 1 && block !== blockOf[code - 1]! + merged;
      if (isNew && sign * (solution[block]! - solution[block - 1]!) < 0) merged++;
      blockOf[code] = block - merged;
    }
    if (merged === 0) return { solution: Float64Array.from(blockOf, (block) => solution[block]!), degrees };
  }
}

/** The system in which codes of one block have one number; blocks are runs of codes. */
function pooled({ matrix, target, curvature }: System, blockOf: Int32Array): System {
  const size = blockOf[blockOf.length - 1]! + 1;
  const small = {
    matrix: new BandMatrix(size, matrix.width),
    target: new Float64Array(size),
    curvature: new Float64Array(size),
  };
  blockOf.forEach((block, code) => {
    small.target[block]! += target[code]!;
    small.curvature[block]! += curvature[code]!;
    for (let m = 0; m <= matrix.width && code + m < blockOf.length; m++) {
      const entry = matrix.values[code * (matrix.width + 1) + m]!;
      const other = blockOf[code + m]!;
      // An entry off the diagonal stands for two.
      small.matrix.add(other, block, m > 0 && other === block ? 2 * entry : entry);
    }
  });
  return small;
}
