import { PropensityError } from '../errors/propensity-error.js';
import type { Evaluation } from '../linear-model/solver/logistic-function.js';
import type { FunctionShape, NewtonAnswer, NewtonQuestion, NewtonSteps } from '../linear-model/solver/newton.js';
import type { LossAndGradient, RowSet, TrainingRows } from '../ports/training-rows.js';
import type { DesignMap } from './design-map.js';

/** What is minimised: the penalised loss of a design on rows of a set. */
export interface ScannedFunction {
  readonly map: DesignMap;
  readonly set: RowSet;
  /** Rows of the set. */
  readonly rows: number;
  readonly C: number;
  /** Whether pairs of levels are asked for. */
  readonly pairs: boolean;
}

/** A minimiser, and the function that it asks about. */
export interface ScannedTask<T> {
  readonly of: ScannedFunction;
  readonly steps: NewtonSteps<T>;
}

/** Standardised numbers, indicators and levels: their gradients need no units. */
export function shapeOf({ map, rows }: ScannedFunction): FunctionShape {
  return { totalWeight: rows, gradientUnits: new Float64Array(map.order.length).fill(1), factorises: true };
}

/**
 * Answers all minimisers until each is done: what they ask at a time is answered by one scan.
 * @param scanned told of each scan
 * @throws PropensityError as the minimisers
 */
export async function solveTogether<T>(
  rows: TrainingRows,
  tasks: readonly ScannedTask<T>[],
  scanned: () => void,
): Promise<T[]> {
  const results: T[] = [];
  /** The point that each function was last evaluated at, over the prepared columns. */
  const points: Float64Array[] = [];
  const pending = new Map<number, NewtonQuestion>();
  const advance = (index: number, answer?: NewtonAnswer) => {
    const { steps } = tasks[index]!;
    const step = answer === undefined ? steps.next(undefined as never) : steps.next(answer);
    if (step.done === true) {
      results[index] = step.value;
      pending.delete(index);
    } else pending.set(index, step.value);
  };
  for (const index of tasks.keys()) advance(index);
  while (pending.size > 0) {
    const asked = [...pending];
    const evaluated = asked.flatMap(([index, question]) =>
      question.kind === 'evaluate' ? [{ index, parameters: question.parameters }] : [],
    );
    for (const { index, parameters } of evaluated) points[index] = tasks[index]!.of.map.toPrepared(parameters);
    if (evaluated.length > 0) {
      const sums = await rows.gradients(
        evaluated.map(({ index }) => ({ set: tasks[index]!.of.set, coef: points[index]! })),
      );
      scanned();
      evaluated.forEach(({ index, parameters }, place) => {
        advance(index, evaluationOf(tasks[index]!.of, parameters, sums[place]!));
      });
    }
    for (const [index, question] of asked) {
      if (question.kind === 'evaluate') continue;
      const { of } = tasks[index]!;
      const largest = question.kind === 'largestHessian';
      // With p = ½ in every row curvature is largest, ¼.
      const coef = largest ? new Float64Array(points[index]!.length) : points[index]!;
      const curvature = await rows.curvature({ set: of.set, coef }, of.pairs);
      scanned();
      advance(index, of.map.factor(curvature, 1 / of.C));
    }
  }
  return results;
}

function evaluationOf(
  { map, C }: ScannedFunction,
  parameters: Float64Array,
  { loss, sums }: LossAndGradient,
): Evaluation {
  const gradient = map.fromPrepared(sums);
  let squares = 0;
  for (let j = 1; j < parameters.length; j++) {
    gradient[j]! += parameters[j]! / C;
    squares += parameters[j]! * parameters[j]!;
  }
  const objective = loss + squares / C / 2;
  if (Number.isNaN(objective)) {
    throw new PropensityError('not_finite', 'The loss of the fit in the warehouse is not a number.', {
      hint: 'Look for extremely large values among the features, or set training.where to "memory".',
    });
  }
  return { objective, gradient };
}
