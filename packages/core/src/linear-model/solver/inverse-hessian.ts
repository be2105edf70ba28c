import type { HessianSolver } from './hessian-factor.js';

/**
 * The inverse of the Hessian at the point where it was formed, corrected by the change of the gradient in the steps
 * since (the two-loop recursion of L-BFGS, with H⁻¹ in place of a multiple of the identity): a few gradients then
 * replace another Hessian.
 * @see Nocedal, Wright (2006), "Numerical Optimization", algorithm 7.4
 */
export class InverseHessian {
  readonly #hessian: HessianSolver;
  readonly #pairs: { readonly step: Float64Array; readonly change: Float64Array; readonly product: number }[] = [];

  constructor(hessian: HessianSolver) {
    this.#hessian = hessian;
  }

  /** Records a step and the change of the gradient in it. */
  learn(step: Float64Array, change: Float64Array): void {
    const product = dot(step, change);
    // For a convex function it is positive, apart from rounding.
    if (product > 0) this.#pairs.push({ step, change, product });
  }

  /** The same steps with the Hessian of another point, near by. */
  at(hessian: HessianSolver): InverseHessian {
    const other = new InverseHessian(hessian);
    other.#pairs.push(...this.#pairs);
    return other;
  }

  /** H⁻¹·gradient. */
  times(gradient: Float64Array): Float64Array {
    const rest = gradient.slice();
    const shares = this.#pairs.map(() => 0);
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const { step, change, product } = this.#pairs[i]!;
      const share = dot(step, rest) / product;
      shares[i] = share;
      for (let j = 0; j < rest.length; j++) rest[j]! -= share * change[j]!;
    }
    const result = this.#hessian.solve(rest);
    this.#pairs.forEach(({ step, change, product }, i) => {
      const correction = shares[i]! - dot(change, result) / product;
      for (let j = 0; j < result.length; j++) result[j]! += correction * step[j]!;
    });
    return result;
  }
}

/** Σ aⱼ·bⱼ. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
