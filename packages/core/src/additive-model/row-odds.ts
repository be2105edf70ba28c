import { expOfNegative } from '../special-functions/exp-log1p.js';

/** Log-odds beyond this are as good as certain; the odds stay finite while tables are added. */
const MAX_ETA = 40;

/** e^x, the same bits on every engine. @param x within ±700 */
export function expOf(x: number): number {
  return x <= 0 ? expOfNegative(x) : 1 / expOfNegative(-x);
}

/**
 * The odds of each row, e^η, while tables are fitted: adding to η is a multiplication here, and p = odds/(1 + odds) needs no
 * exponential function.
 */
export class RowOdds {
  readonly odds: Float64Array;
  readonly #y: Float64Array;
  readonly #weight: Float64Array | null;

  constructor(y: Float64Array, weight: Float64Array | null) {
    this.odds = new Float64Array(y.length);
    this.#y = y;
    this.#weight = weight;
  }

  set(eta: Float64Array): void {
    const { odds } = this;
    for (let i = 0; i < odds.length; i++) odds[i] = expOf(Math.min(MAX_ETA, Math.max(-MAX_ETA, eta[i]!)));
  }

  /** Σ w·(y − p) and Σ w·p·(1 − p) of the rows with each code. */
  sumByCode(codes: Uint8Array, gradient: Float64Array, curvature: Float64Array): void {
    const { odds } = this;
    const y = this.#y;
    const weight = this.#weight;
    gradient.fill(0);
    curvature.fill(0);
    for (let i = 0; i < odds.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      const q = 1 / (1 + odds[i]!);
      const p = odds[i]! * q;
      const code = codes[i]!;
      gradient[code]! += w * (y[i]! - p);
      curvature[code]! += w * p * q;
    }
  }

  /** As `sumByCode`, by the cell of a table of two features. */
  sumByCell({ first, second, rowOf, columnOf }: CellCodes, gradient: Float64Array, curvature: Float64Array): void {
    const { odds } = this;
    const y = this.#y;
    const weight = this.#weight;
    gradient.fill(0);
    curvature.fill(0);
    for (let i = 0; i < odds.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      const q = 1 / (1 + odds[i]!);
      const p = odds[i]! * q;
      const cell = rowOf[first[i]!]! + columnOf[second[i]!]!;
      gradient[cell]! += w * (y[i]! - p);
      curvature[cell]! += w * p * q;
    }
  }

  /** Adds a change of a table to η. */
  addByCode(codes: Uint8Array, change: Float64Array): void {
    const { odds } = this;
    const factors = change.map(expOf);
    for (let i = 0; i < odds.length; i++) odds[i]! *= factors[codes[i]!]!;
  }

  addByCell({ first, second, rowOf, columnOf }: CellCodes, change: Float64Array): void {
    const { odds } = this;
    const factors = change.map(expOf);
    for (let i = 0; i < odds.length; i++) odds[i]! *= factors[rowOf[first[i]!]! + columnOf[second[i]!]!]!;
  }

  /** Adds one number to η of all rows: a Newton step towards as many positives as there are. @returns that number */
  stepOfAll(): number {
    const { odds } = this;
    const y = this.#y;
    const weight = this.#weight;
    let gradient = 0;
    let curvature = 0;
    for (let i = 0; i < odds.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      const q = 1 / (1 + odds[i]!);
      const p = odds[i]! * q;
      gradient += w * (y[i]! - p);
      curvature += w * p * q;
    }
    const step = Math.min(1, Math.max(-1, gradient / Math.max(curvature, Number.MIN_VALUE)));
    const factor = expOf(step);
    for (let i = 0; i < odds.length; i++) odds[i]! *= factor;
    return step;
  }

  /** w·(y − p) and w·p·(1 − p) of each row. */
  derivatives(): { readonly residual: Float64Array; readonly curvature: Float64Array } {
    const { odds } = this;
    const residual = new Float64Array(odds.length);
    const curvature = new Float64Array(odds.length);
    for (let i = 0; i < odds.length; i++) {
      const w = this.#weight === null ? 1 : this.#weight[i]!;
      const q = 1 / (1 + odds[i]!);
      const p = odds[i]! * q;
      residual[i] = w * (this.#y[i]! - p);
      curvature[i] = w * p * q;
    }
    return { residual, curvature };
  }
}

/** Which cell of a table of two features each row has: `rowOf[first] + columnOf[second]`. */
export interface CellCodes {
  /** Codes of the two features, one per row. */
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** Index of the first cell of a code's row, and the column of a code. */
  readonly rowOf: Uint16Array;
  readonly columnOf: Uint16Array;
}
