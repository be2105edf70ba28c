import { applyCalibration } from '../calibration/apply-calibration.js';
import type { CalibrationMethod, FittedCalibration } from '../calibration/calibration.js';
import { chooseCalibration } from '../calibration-fitting/choose-calibration.js';
import type { ComputeContext } from '../compute-context/compute-context.js';
import type { TrainingSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { contributionMoments } from '../explanations/contribution-moments.js';
import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { type Contest, contestOf } from '../model-families/contest.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { Model } from '../model-families/scoring-families.js';
import { crossFitSteps } from '../model-selection/cross-fit-scores.js';
import { heldOutGain } from '../model-selection/held-out-gain.js';
import { heldOutLoss } from '../model-selection/held-out-loss.js';
import type { ModelSelection } from '../model-selection/model-selection.js';
import { logOddsShifts, sampleNegatives } from '../model-selection/sample-negatives.js';
import { resultOf, selectionSteps } from '../model-selection/select-candidate.js';
import { atOnce, inTurns, reporting, type Steps } from '../model-selection/steps.js';
import { userFolds } from '../model-selection/user-folds.js';
import type { ModelExplanations } from '../models/model-explanations.js';
import { PreparedRows } from '../models/prepared-rows.js';
import type { Progress } from '../ports/progress.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { gather, type Table } from '../table/table.js';
import { asDoubles } from '../threads/shared-memory.js';

export interface FittedModel {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: Model;
  readonly calibration: FittedCalibration;
  readonly selection: ModelSelection;
  readonly explanations: ModelExplanations;
  /** The probability from which a user counts as predicted positive, chosen on held-out scores. */
  readonly threshold: number;
  readonly converged: boolean;
  /** What a reader should know about the fit, one sentence each. */
  readonly notes: readonly string[];
}

/** Negative rows that a fold of the cross-fit needs on average. */
const MIN_NEGATIVES = 10;

/** The training settings that determine the fit. */
export type FitSettings = Pick<
  TrainingSettings,
  'estimator' | 'C' | 'constraints' | 'penaltyRule' | 'calibrationFolds' | 'testShare' | 'negativeShare'
>;

export interface FitModelOptions {
  /** Chooses the threshold by labels and calibrated held-out probabilities; default: by the best F1. */
  readonly thresholdOf?: (yTrue: Float64Array, proba: Float64Array) => number;
  /** What to compare; default: what the settings' estimator asks for. */
  readonly contest?: Contest;
  /** The calibration to fit, see `chooseCalibration`; default: the one that is best on held-out scores. */
  readonly calibration?: CalibrationMethod;
  /** Kernels and threads for the fits; the result is the same to the last bit. */
  readonly compute?: ComputeContext | undefined;
  /** Told of every fit that is done, of how many; default: nobody is. */
  readonly progress?: Pick<Progress, 'step' | 'advance'>;
}

/**
 * Fits preprocessing and model on all the rows, or on all positives and a share of the negatives; candidate,
 * calibration and threshold are chosen by scores of all rows that were held out of the fit that made them (folds by
 * user), so that none of these choices rests on a score that its own fit flatters.
 */
export function fitModel(...given: FitModelParameters): FittedModel {
  return atOnce(fitSteps(...given));
}

/** `fitModel`, between whose fits the process attends to what else waits, such as lookups. The result is the same. */
export function fitModelInTurns(...given: FitModelParameters): Promise<FittedModel> {
  return inTurns(fitSteps(...given));
}

type FitModelParameters = [
  rows: {
    readonly features: Table;
    readonly labels: Float64Array;
    readonly userBucket: Float64Array;
    readonly snapshotIndex: Int32Array;
  },
  preprocessor: PreprocessingEstimator,
  training: FitSettings,
  options?: FitModelOptions,
];

/** In steps: one per fold and candidate. */
function* fitSteps(...[rows, preprocessor, training, options = {}]: FitModelParameters): Steps<FittedModel> {
  const { thresholdOf = bestF1Threshold, contest = contestOf(training), compute, progress } = options;
  const { candidates, richer } = contest;
  const { features, labels } = rows;
  const folds = userFolds(rows.userBucket, training.calibrationFolds, training.testShare);
  const sample = training.negativeShare < 1 ? sampleNegatives(rows, training.negativeShare) : undefined;
  if (sample !== undefined) {
    const all = labels.reduce((sum, label) => sum + 1 - label, 0);
    const left = labels.reduce((sum, label, row) => sum + (sample.kept[row] === 1 ? 1 - label : 0), 0);
    assertNegativesLeft(all, left, training);
  }
  // One for each fold and candidate, and the last on all rows.
  const fits = training.calibrationFolds * (candidates.length + (richer === null ? 0 : 1)) + 1;
  let done = 0;
  progress?.step('Fitting', fits);
  const all = Uint32Array.from(labels.keys());
  const kept = sample === undefined ? all : all.filter((row) => sample.kept[row] === 1);
  const crossFit = { features, labels, folds, preprocessor, sample, candidates, compute };
  const selection = selectionSteps({ ...crossFit, rule: training.penaltyRule });
  const fitDone = () => progress?.advance(++done);
  const first = yield* reporting(selection, fitDone);
  const calibrate = (eta: Float64Array) =>
    chooseCalibration(eta, labels, folds, { compute, method: options.calibration });
  let choice = { ...first, chosen: calibrate(first.heldOut) };
  if (richer !== null) {
    const candidate = richer.after(first.candidate);
    const [heldOut] = yield* reporting(crossFitSteps({ ...crossFit, candidates: [candidate] }), fitDone);
    const chosen = calibrate(heldOut!);
    const compared = all.filter((row) => folds[row]! >= 0);
    const gain = heldOutGain({
      labels: gather(labels, compared),
      userBucket: gather(rows.userBucket, compared),
      first: choice.chosen.logits,
      richer: chosen.logits,
    });
    const taken = richer.taken === 'always' || gain.interval[0] > 0;
    const result = { ...resultOf(candidate, heldOutLoss(labels, heldOut!, folds)), gain: { ...gain, taken } };
    const results = [...first.results, result];
    choice = taken ? { candidate, heldOut: heldOut!, chosen, results } : { ...choice, results };
  }
  const { candidate, heldOut, results, chosen } = choice;
  const { calibration, candidates: calibrations, reliability } = chosen;
  const threshold = thresholdOf(labels, applyCalibration(calibration, heldOut));

  const fittedRows = sample === undefined ? features : features.take(kept);
  const fittedPreprocessor = preprocessor.fit(fittedRows);
  const shared = compute?.threads !== undefined;
  const prepared = new PreparedRows(fittedRows, undefined, fittedPreprocessor, { shared });
  const fitted = candidate.fit({ prepared, labels: asDoubles(gather(labels, kept), shared), compute });
  progress?.advance(fits);
  const whole = { fits: [fitted], preprocessing: fittedPreprocessor, features, labels };
  const [shift] = sample ? logOddsShifts(whole, all, sample) : [];
  const model = fitted.toModel(shift ?? 0);
  const preprocessing = fittedPreprocessor.transformers;
  return {
    preprocessing,
    model,
    calibration,
    explanations: {
      standardErrors: fitted.standardErrors,
      contributions: contributionMoments(scorerOf({ preprocessing, model, calibration }), features),
    },
    selection: { candidates: results, calibrations, reliability },
    threshold,
    converged: fitted.converged,
    notes: fitted.notes,
  };
}

/** @throws PropensityError `too_few_negatives` when the folds would not all have one */
export function assertNegativesLeft(
  all: number,
  left: number,
  { negativeShare, calibrationFolds }: Pick<FitSettings, 'negativeShare' | 'calibrationFolds'>,
): void {
  // With fewer than in any fold, a fit would see one class only.
  const least = Math.min(all, MIN_NEGATIVES * calibrationFolds);
  if (left >= least) return;
  throw new PropensityError(
    'too_few_negatives',
    `training.negativeShare keeps ${left.toLocaleString('en')} of ${all.toLocaleString('en')} negative rows; at least ${least.toLocaleString('en')} are needed.`,
    {
      kind: 'refused',
      hint: `Raise training.negativeShare (${negativeShare}), or leave it out: all rows are used then.`,
      details: { negatives: all, kept: left, needed: least },
    },
  );
}
