import { PropensityError } from '../errors/propensity-error.js';

/**
 * Checks the rows of a metric of scores.
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels` (not 0 or 1), `bad_scores` (NaN), `bad_weights`
 */
export function checkScores(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): void {
  checkLabels(yTrue, yScore, sampleWeight);
  for (let i = 0; i < yScore.length; i++) {
    if (Number.isNaN(yScore[i])) throw new PropensityError('bad_scores', `The score of row ${i} is not a number.`);
  }
}

/**
 * `checkScores`, for metrics that read scores as probabilities.
 * @throws PropensityError also `bad_scores` when one is outside [0, 1]
 */
export function checkProbabilities(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): void {
  checkLabels(yTrue, yScore, sampleWeight);
  for (let i = 0; i < yScore.length; i++) {
    if (!(yScore[i]! >= 0 && yScore[i]! <= 1)) {
      throw new PropensityError('bad_scores', `The score of row ${i} is ${yScore[i]}: it must be a probability.`);
    }
  }
}

/**
 * Checks the rows of a metric of predicted labels.
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_predictions` (not 0 or 1), `bad_weights`
 */
export function checkPredictions(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): void {
  checkLabels(yTrue, yPred, sampleWeight);
  for (let i = 0; i < yPred.length; i++) {
    if (yPred[i] !== 0 && yPred[i] !== 1) {
      throw new PropensityError('bad_predictions', `Predicted labels must be 0 or 1; row ${i} has ${yPred[i]}.`, {
        hint: 'Compare probabilities with a threshold first: Float64Array.from(proba, (p) => (p >= threshold ? 1 : 0)).',
      });
    }
  }
}

function checkLabels(
  yTrue: ArrayLike<number>,
  predicted: ArrayLike<number>,
  sampleWeight: ArrayLike<number> | undefined,
): void {
  const n = yTrue.length;
  if (n === 0) throw new PropensityError('empty_table', 'A metric needs at least one row.');
  if (predicted.length !== n) {
    throw new PropensityError(
      'shape_mismatch',
      `There are ${n} labels and ${predicted.length} predictions: one each is needed.`,
    );
  }
  for (let i = 0; i < n; i++) {
    if (yTrue[i] !== 0 && yTrue[i] !== 1) {
      throw new PropensityError('bad_labels', `Labels must be 0 or 1; row ${i} has ${yTrue[i]}.`);
    }
  }
  if (sampleWeight !== undefined) checkWeights(sampleWeight, n);
}

/**
 * Checks that weights are numbers of rows: whole, from 1 on. Intervals need them, since their width depends on how many rows
 * there are.
 * @throws PropensityError `bad_weights`
 */
export function checkCounts(counts: ArrayLike<number> | undefined): void {
  if (counts === undefined) return;
  for (let i = 0; i < counts.length; i++) {
    if (!(Number.isSafeInteger(counts[i]) && counts[i]! >= 1)) {
      throw new PropensityError(
        'bad_weights',
        `The weight of row ${i} is ${counts[i]}: here it is a number of rows, whole and from 1 on.`,
      );
    }
  }
}

function checkWeights(sampleWeight: ArrayLike<number>, n: number): void {
  if (sampleWeight.length !== n) {
    throw new PropensityError('shape_mismatch', `There are ${n} labels and ${sampleWeight.length} weights.`);
  }
  let total = 0;
  for (let i = 0; i < n; i++) {
    const weight = sampleWeight[i]!;
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new PropensityError('bad_weights', `The weight of row ${i} is ${weight}: it must be finite and ≥ 0.`);
    }
    total += weight;
  }
  if (!(total > 0 && Number.isFinite(total))) {
    throw new PropensityError('bad_weights', `The weights sum to ${total}: their sum must be finite and above 0.`);
  }
}
