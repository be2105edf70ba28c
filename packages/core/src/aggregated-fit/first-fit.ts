import { correctedSteps } from '../linear-model/solver/corrected-newton.js';
import type { HessianSolver } from '../linear-model/solver/hessian-factor.js';
import { InverseHessian } from '../linear-model/solver/inverse-hessian.js';
import { type NewtonOptions, type NewtonResult, newtonSteps } from '../linear-model/solver/newton.js';
import type { CurvatureSums, TrainingRows } from '../ports/training-rows.js';
import { type ScannedFunction, shapeOf, solveTogether } from './scanned-solver.js';

export interface FirstFit {
  readonly result: NewtonResult;
  /** Of the rows, at or near the solution. */
  readonly curvature: CurvatureSums;
}

/**
 * A fit that others begin at. Where parameters near its solution are known, the curvature is taken there, and corrected by the steps that follow.
 * @param near null where none are known: it begins at the log-odds of the rows, and no effect
 * @param scanned told of each scan
 * @throws PropensityError as `newtonSteps`
 */
export async function firstFit(
  rows: TrainingRows,
  of: ScannedFunction & { readonly positives: number },
  near: Float64Array | null,
  options: NewtonOptions,
  scanned: () => void,
): Promise<FirstFit> {
  const curvatureAt = async (parameters: Float64Array) => {
    const curvature = await rows.curvature({ set: of.set, coef: of.map.toPrepared(parameters) }, of.pairs);
    scanned();
    return curvature;
  };
  if (near !== null) {
    const curvature = await curvatureAt(near);
    const known = of.map.factor(curvature, 1 / of.C);
    return { result: await solveOne(rows, of, near, options, scanned, known), curvature };
  }
  const cold = new Float64Array(of.map.order.length);
  cold[0] = Math.log(of.positives / (of.rows - of.positives));
  const result = await solveOne(rows, of, cold, options, scanned);
  return { result, curvature: await curvatureAt(result.parameters) };
}

/** Steps of a fit without pairs: each is one scan, far cheaper than a Newton step. */
const MAX_CORRECTED = 500;

/** `newtonSteps` on rows that stay where they are, or `correctedSteps` where pairs of levels are not counted. @throws PropensityError as those */
export async function solveOne(
  rows: TrainingRows,
  of: ScannedFunction,
  start: Float64Array,
  options: NewtonOptions,
  scanned: () => void,
  known: HessianSolver | null = null,
): Promise<NewtonResult> {
  const shape = shapeOf(of);
  const steps = of.pairs
    ? newtonSteps(shape, start, options, known && new InverseHessian(known))
    : correctedSteps(shape, start, { ...options, maxIter: MAX_CORRECTED }, 1 / of.C, known);
  const [result] = await solveTogether(rows, [{ of, steps }], scanned);
  return result!;
}
