import { contestOf } from '../model-families/contest.js';
import { chosenCandidate, firstChoice } from '../model-selection/select-candidate.js';
import type { LabelledRows } from '../ports/feature-snapshots.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { type FitModelOptions, type FitSettings, type FittedModel, fitModelInTurns } from './fit-model.js';

/**
 * The model that serves: fitted on every labelled row, the newest snapshot and the users that were tested on included, by
 * the choices that were tested. The candidate is the chosen one, the calibration of the chosen method, fitted to
 * held-out scores of all rows, and the threshold the same probability; nothing is chosen again.
 * @param rows every row that was read
 * @param tested the fit on the training rows alone
 * @returns null where that calibration cannot be fitted to these rows: the tested fit then serves
 * @throws PropensityError as `fitModel`
 */
export async function refitModel(
  rows: LabelledRows,
  tested: FittedModel,
  preprocessor: PreprocessingEstimator,
  training: FitSettings,
  { compute, progress }: Pick<FitModelOptions, 'compute' | 'progress'> = {},
): Promise<FittedModel | null> {
  const { candidates, richer } = contestOf(training);
  const results = tested.selection.candidates;
  const first = candidates[firstChoice(results, training.penaltyRule)]!;
  const isFirst = chosenCandidate(results, training.penaltyRule) < candidates.length;
  const candidate = isFirst || richer === null ? first : richer.after(first);
  const refitted = await fitModelInTurns(
    rows,
    preprocessor,
    // Nobody is kept for testing any more.
    { ...training, testShare: 0 },
    {
      contest: { candidates: [candidate], richer: null },
      calibration: tested.calibration.method,
      thresholdOf: () => tested.threshold,
      compute,
      ...(progress && {
        progress: {
          step: (_, fits) => progress.step('Fitting again, on the newest weeks too', fits),
          advance: (done) => progress.advance(done),
        },
      }),
    },
  );
  return refitted.calibration.method === tested.calibration.method ? refitted : null;
}
