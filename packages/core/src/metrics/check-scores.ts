import { PropensityError } from '../errors/propensity-error.js';

/**
 * What every metric demands of its rows.
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels` (not 0 or 1), `bad_scores` (NaN), `bad_weights`
 */
export function checkScores(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): void {
  const n = yTrue.length;
  if (n === 0) throw new PropensityError('empty_table', 'A metric needs at least one row.');
  if (yScore.length !== n || (sampleWeight !== undefined && sampleWeight.length !== n)) {
    throw new PropensityError(
      'shape_mismatch',
      `There are ${n} labels and ${yScore.length} scores: one each is needed.`,
    );
  }
  for (let i = 0; i < n; i++) {
    if (yTrue[i] !== 0 && yTrue[i] !== 1) {
      throw new PropensityError('bad_labels', `Labels must be 0 or 1; row ${i} has ${yTrue[i]}.`);
    }
    if (Number.isNaN(yScore[i])) throw new PropensityError('bad_scores', `The score of row ${i} is not a number.`);
    if (sampleWeight !== undefined && !(sampleWeight[i]! >= 0 && Number.isFinite(sampleWeight[i]))) {
      throw new PropensityError(
        'bad_weights',
        `The weight of row ${i} is ${sampleWeight[i]}: it must be finite and ≥ 0.`,
      );
    }
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
  checkScores(yTrue, yScore, sampleWeight);
  for (let i = 0; i < yScore.length; i++) {
    if (!(yScore[i]! >= 0 && yScore[i]! <= 1)) {
      throw new PropensityError('bad_scores', `The score of row ${i} is ${yScore[i]}: it must be a probability.`);
    }
  }
}
