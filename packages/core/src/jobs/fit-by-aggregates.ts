import { MatchedHessian, matched, parameterNames } from '../aggregated-fit/compared-fits.js';
import { aggregatedContributions } from '../aggregated-fit/contributions.js';
import { foldedScores, rocAucBound, widthFor } from '../aggregated-fit/counted-scores.js';
import { DesignMap } from '../aggregated-fit/design-map.js';
import { firstFit, solveOne } from '../aggregated-fit/first-fit.js';
import { fitPreprocessings } from '../aggregated-fit/fit-preprocessings.js';
import { type ScannedFunction, shapeOf, solveTogether } from '../aggregated-fit/scanned-solver.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import type { CalibrationMethod } from '../calibration/calibration.js';
import { chooseCalibration } from '../calibration-fitting/choose-calibration.js';
import { PropensityError } from '../errors/propensity-error.js';
import { fixedPenaltyNote } from '../linear-model/fixed-penalty-note.js';
import { COMPARED_TOLERANCE } from '../linear-model/linear-candidates.js';
import { LogisticRegression } from '../linear-model/logistic-regression.js';
import type { HessianSolver } from '../linear-model/solver/hessian-factor.js';
import { canFactorise } from '../linear-model/solver/logistic-function.js';
import type { NewtonResult } from '../linear-model/solver/newton.js';
import { quasiNewtonSteps } from '../linear-model/solver/quasi-newton.js';
import { MAX_STANDARD_ERRORS } from '../linear-model/standard-errors.js';
import type { MetricOptions } from '../metrics/metric-options.js';
import { contestOf, mayBeLinear } from '../model-families/contest.js';
import { heldOutLossOfFolds } from '../model-selection/held-out-loss.js';
import { type CandidateResult, chosenCandidate } from '../model-selection/select-candidate.js';
import type { Progress } from '../ports/progress.js';
import type { CurvatureSums, PreparedColumns, RowSet, ScannedFit, TrainingRows } from '../ports/training-rows.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { assertNegativesLeft, type FitSettings, type FittedModel } from './fit-model.js';

/** Parameters of a fit, in the solver's order, and the names of their columns. */
export interface NamedParameters {
  readonly names: readonly string[];
  readonly parameters: Float64Array;
}

/** A model that was fitted without reading rows. */
export interface AggregatedModel extends FittedModel {
  /** The columns that were prepared for it, and η over them. */
  readonly columns: PreparedColumns;
  readonly coef: Float64Array;
  /** How far the binning of held-out scores may have moved their ROC AUC; 0 where they were counted one by one. */
  readonly binning: number;
  /** Whether pairs of levels were counted. */
  readonly pairs: boolean;
  readonly solution: NamedParameters;
}

export interface AggregatedFitOptions {
  /** The rows that are fitted: those that are not tested on, or all. */
  readonly of: 'train' | 'all';
  readonly thresholdOf: (yTrue: Float64Array, proba: Float64Array, options: MetricOptions) => number;
  /** The only candidate, by its place among those of the settings; default: the best one is chosen. */
  readonly candidate?: number;
  /** The calibration to fit, see `chooseCalibration`. */
  readonly calibration?: CalibrationMethod;
  readonly progress?: Pick<Progress, 'step' | 'advance'> | undefined;
  /** With more held-out rows than this scores are binned. */
  readonly exactScores?: number;
  /** Whether pairs of levels may be counted; where there are too many they are not in any case. Default: true. */
  readonly pairs?: boolean;
  /** A fit of nearly the same rows: this one begins there. */
  readonly near?: NamedParameters | undefined;
}

/** The fit that all others begin at need not be exact. */
const START_TOLERANCE = 1e-4;
/** A shift that moves probabilities by less than this is done. */
const SHIFT_DONE = 1e-12;
const MAX_SHIFTS = 100;

/**
 * What `fitModel` gives, from aggregates of the rows alone: the same preprocessing, the same objective and stopping rules, so that
 * coefficients agree to rounding. Fits that are compared share each scan; they begin at the fit of all rows, whose Hessian serves them.
 * Where levels have too many pairs to be counted the Hessian is approximate, and the fit takes more steps to the same minimum.
 * @throws PropensityError as `fitModel`; `no_aggregate_form` for an estimator that has none
 */
export async function fitByAggregates(
  rows: TrainingRows,
  estimator: PreprocessingEstimator,
  training: FitSettings,
  options: AggregatedFitOptions,
): Promise<AggregatedModel> {
  assertAggregateForm(training);
  const { of, near, progress } = options;
  const { calibrationFolds, negativeShare } = training;
  let scans = 0;
  const scanned = () => progress?.advance(++scans);
  progress?.step('Fitting in the warehouse');
  const isSampled = negativeShare < 1;
  const kept = isSampled ? { sampled: true } : {};
  const all: RowSet = { of };
  const whole: RowSet = { of, ...kept };
  const folds = await foldsWithRows(rows, of, calibrationFolds);
  const others = folds.map(({ fold }): RowSet => ({ of, fold: { except: fold }, ...kept }));
  const sets = [whole, ...others];
  const totals = await rows.counts(sets);
  if (isSampled) {
    const [every] = await rows.counts([all]);
    const [left] = totals;
    assertNegativesLeft(every!.rows - every!.positives, left!.rows - left!.positives, training);
  }
  for (const { rows: n, positives } of totals) assertBothClasses(n, positives);
  const { fitted, columns } = await fitPreprocessings(rows, estimator, sets);
  scanned();
  const maps = fitted.map(({ transformers }) => new DesignMap(transformers, columns));
  const mayCount = options.pairs !== false && rows.minCellUsers === undefined;
  const pairs = mayCount && maps.every(({ order }) => canFactorise(order));
  const penalties = penaltiesOf(training).filter((_, place) => (options.candidate ?? place) === place);
  const weakest = Math.max(...penalties.map(({ C }) => C));

  const functionOf = (set: number, C: number): ScannedFunction => ({
    map: maps[set]!,
    set: sets[set]!,
    rows: totals[set]!.rows,
    C,
    pairs,
  });
  // The fit on all rows with the weakest penalty, and its curvature, which serve all others.
  const names = maps.map((map, set) => parameterNames(map, fitted[set]!.columnNames));
  const { result: first, curvature } = await firstFit(
    rows,
    { ...functionOf(0, weakest), positives: totals[0]!.positives },
    near === undefined ? null : matched(near.parameters, near.names, names[0]!),
    { tol: START_TOLERANCE, maxIter: 100 },
    scanned,
  );

  const compared = await compareFits(rows, {
    penalties: penalties.map(({ C }) => C),
    functionOf,
    maps,
    names,
    curvature,
    first,
    scanned,
  });
  const coefOf = (penalty: number, fold: number) =>
    maps[1 + fold]!.toPrepared(compared[penalty * folds.length + fold]!.parameters);
  const shifted = await shiftedFits(
    rows,
    penalties.flatMap((_, penalty) =>
      folds.map(({ fold }, place) => ({ set: { of, fold: { except: fold } } as RowSet, coef: coefOf(penalty, place) })),
    ),
    isSampled,
    scanned,
  );
  const held = shifted.map((coef, index): ScannedFit => {
    const { fold } = folds[index % folds.length]!;
    return { set: { of, fold: { only: fold } }, coef };
  });
  const losses = await rows.losses(held);
  scanned();
  const results = penalties.map(({ C: _, ...named }, penalty): CandidateResult => {
    const sums = folds.map(({ rows: count }, place) => ({
      rows: count,
      loss: losses[penalty * folds.length + place]!,
    }));
    return { ...named, ...heldOutLossOfFolds(sums) };
  });
  const chosen = chosenCandidate(results, training.penaltyRule);
  const { C } = penalties[chosen]!;

  const width = widthFor(
    folds.reduce((sum, fold) => sum + fold.rows, 0),
    undefined,
    options.exactScores,
  );
  const lists = await rows.scores(held.slice(chosen * folds.length, (chosen + 1) * folds.length), width);
  scanned();
  const counted = foldedScores(lists.map((entries, place) => ({ entries, fold: folds[place]!.fold })));
  const { counts: sampleWeight } = counted;
  const {
    calibration,
    candidates: calibrations,
    reliability,
  } = chooseCalibration(counted.scores, counted.labels, counted.folds, {
    method: options.calibration,
    sampleWeight,
  });
  const threshold = options.thresholdOf(counted.labels, applyCalibration(calibration, counted.scores), {
    sampleWeight,
  });

  // The fit that is kept, as exactly as in memory. It begins in the middle of those outside the folds.
  const { tol, maxIter } = new LogisticRegression({ C });
  const outside = compared.slice(chosen * folds.length, (chosen + 1) * folds.length);
  const begun = outside.map(({ parameters }, fold) => matched(parameters, names[1 + fold]!, names[0]!));
  const start = Float64Array.from(names[0]!, (_, j) => begun.reduce((sum, each) => sum + each[j]!, 0) / begun.length);
  const known = maps[0]!.factor(curvature, 1 / C);
  const solution = await solveOne(rows, functionOf(0, C), start, { tol, maxIter }, scanned, known);
  const [coef] = await shiftedFits(
    rows,
    [{ set: all, coef: maps[0]!.toPrepared(solution.parameters) }],
    isSampled,
    scanned,
  );
  const { coef: weights, intercept } = maps[0]!.order.toCoefficients(solution.parameters);
  const shift = coef![0]! - maps[0]!.toPrepared(solution.parameters)[0]!;
  const preprocessing = fitted[0]!.transformers;
  const { nIter, converged } = solution;
  const model = {
    kind: 'linear',
    estimator: 'LogisticRegression',
    C,
    coef: Array.from(weights),
    intercept: intercept + shift,
    nIter,
    converged,
  } as const;
  const standardErrors = pairs ? await standardErrorsOf(rows, functionOf(0, C), solution) : null;
  const [moments] = await rows.moments([all]);
  const [every] = await rows.counts([all]);
  scanned();
  const note = training.C === 'auto' ? null : fixedPenaltyNote(C, totals[0]!.positives, weights.length);
  return {
    preprocessing,
    model,
    calibration,
    explanations: {
      standardErrors: standardErrors && Array.from(standardErrors),
      contributions: aggregatedContributions({ preprocessing, model }, columns, moments!, every!.rows),
    },
    selection: { candidates: results, calibrations, reliability },
    threshold,
    converged,
    notes: note === null ? [] : [note],
    columns,
    coef: coef!,
    binning: rows.minCellUsers === undefined ? rocAucBound(counted, width) : 0,
    pairs,
    solution: { names: names[0]!, parameters: solution.parameters },
  };
}

/** @throws PropensityError `no_aggregate_form` (kind `usage`) */
export function assertAggregateForm(training: Pick<FitSettings, 'estimator' | 'C' | 'constraints'>): void {
  if (mayBeLinear(training)) return;
  const { estimator } = training;
  throw new PropensityError('no_aggregate_form', `The estimator "${estimator}" cannot be fitted in the warehouse.`, {
    kind: 'usage',
    hint: 'Set training.where to "memory", or leave training.estimator out.',
  });
}

interface Penalty extends Pick<CandidateResult, 'kind' | 'name' | 'hyperparameters'> {
  readonly C: number;
}

function penaltiesOf(training: FitSettings): Penalty[] {
  return contestOf(training).candidates.map(({ kind, name, hyperparameters }) => ({
    kind,
    name,
    hyperparameters,
    C: hyperparameters.C as number,
  }));
}

/** The folds that have rows, with their numbers. @throws PropensityError `too_few_folds` */
async function foldsWithRows(rows: TrainingRows, of: 'train' | 'all', folds: number) {
  const sets = Array.from({ length: folds }, (_, fold): RowSet => ({ of, fold: { only: fold } }));
  const counts = await rows.counts(sets);
  const used = counts.flatMap(({ rows: n }, fold) => (n > 0 ? [{ fold, rows: n }] : []));
  if (used.length >= 2) return used;
  throw new PropensityError('too_few_folds', `Out-of-fold scores need rows in two folds; there are ${used.length}.`);
}

function assertBothClasses(rows: number, positives: number): void {
  if (positives > 0 && positives < rows) return;
  const seen = positives > 0 ? 'only positives' : rows > 0 ? 'only negatives' : 'nothing';
  throw new PropensityError('one_class', `A model needs rows of both classes; the training rows hold ${seen}.`, {
    kind: 'refused',
    hint: 'Train on more rows or days, or choose a target that some users reach and others do not.',
  });
}

interface Comparison {
  readonly penalties: readonly number[];
  /** Of the whole set, 0, and of the rows outside each fold. */
  readonly functionOf: (set: number, C: number) => ScannedFunction;
  readonly maps: readonly DesignMap[];
  /** Of the parameters of each map. */
  readonly names: readonly (readonly string[])[];
  readonly curvature: CurvatureSums;
  readonly first: NewtonResult;
  readonly scanned: () => void;
}

/** The fit of each penalty outside each fold, accurate enough to compare held-out losses. */
function compareFits(
  rows: TrainingRows,
  { penalties, functionOf, maps, names, curvature, first, scanned }: Comparison,
): Promise<NewtonResult[]> {
  const [whole, ...outside] = maps;
  const share = 1 - 1 / outside.length;
  const tasks = penalties.flatMap((C) => {
    const factor = whole!.factor(curvature, 1 / C, share);
    return outside.map((map, fold) => {
      const of = functionOf(1 + fold, C);
      const own = names[1 + fold]!;
      const hessian: HessianSolver = new MatchedHessian(factor, names[0]!, own, diagonalOf(map, curvature, 1 / C));
      const start = matched(first.parameters, names[0]!, own);
      return { of, steps: quasiNewtonSteps(shapeOf(of), start, { tol: COMPARED_TOLERANCE, maxIter: 200 }, hessian) };
    });
  });
  return solveTogether(rows, tasks, scanned);
}

/** An upper bound of the diagonal of H: of a level its own curvature. */
function diagonalOf(map: DesignMap, { dense, classes }: CurvatureSums, lambda: number): Float64Array {
  const nDense = Math.sqrt(dense.length);
  const sums = new Float64Array(nDense + classes.length / nDense);
  for (let at = 0; at < classes.length / nDense; at++) sums[nDense + at] = classes[at * nDense]!;
  for (let j = 0; j < nDense; j++) sums[j] = dense[j * nDense + j]!;
  return map.fromPrepared(sums).map((value) => Math.abs(value) + lambda);
}

/** The coefficients, the constant moved so that the probabilities of all rows add up to their positives: see `logOddsShifts`. */
async function shiftedFits(
  rows: TrainingRows,
  fits: readonly ScannedFit[],
  isSampled: boolean,
  scanned: () => void,
): Promise<Float64Array[]> {
  const moved = fits.map(({ coef }) => coef.slice());
  if (!isSampled) return moved;
  const counts = await rows.counts(fits.map(({ set }) => set));
  const kept = await rows.counts(fits.map(({ set }) => ({ ...set, sampled: true })));
  fits.forEach((_, place) => {
    const [every, left] = [counts[place]!, kept[place]!];
    moved[place]![0]! += Math.log((left.rows - left.positives) / (every.rows - every.positives));
  });
  let open = [...fits.keys()];
  for (let iteration = 0; iteration < MAX_SHIFTS && open.length > 0; iteration++) {
    const sums = await rows.probabilities(open.map((place) => ({ set: fits[place]!.set, coef: moved[place]! })));
    scanned();
    open = open.filter((place, at) => {
      const { sum, slope } = sums[at]!;
      const step = Math.max(-1, Math.min(1, (counts[place]!.positives - sum) / slope));
      moved[place]![0]! += step;
      return Math.abs(step) >= SHIFT_DONE;
    });
  }
  return moved;
}

/** As `standardErrors` of a fit in memory. */
async function standardErrorsOf(
  rows: TrainingRows,
  { map, set, C, pairs }: ScannedFunction,
  { parameters }: NewtonResult,
): Promise<Float64Array | null> {
  if (map.order.length - 1 > MAX_STANDARD_ERRORS) return null;
  const factor = map.factor(await rows.curvature({ set, coef: map.toPrepared(parameters) }, pairs), 1 / C);
  const errors = new Float64Array(map.order.length);
  const unit = new Float64Array(map.order.length);
  for (let j = 0; j < errors.length; j++) {
    unit.fill(0);
    unit[j] = 1;
    errors[j] = Math.sqrt(factor.solve(unit)[j]!);
  }
  return map.order.toCoefficients(errors).coef;
}
