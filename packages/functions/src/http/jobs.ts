import { getProba, modelEvaluation, modelTraining, predictions } from '@propensity/core/jobs';

/** The jobs that the handlers call. */
export interface Jobs {
  readonly getProba: typeof getProba;
  readonly modelTraining: typeof modelTraining;
  readonly predictions: typeof predictions;
  readonly modelEvaluation: typeof modelEvaluation;
}

/** Core's. */
export const coreJobs: Jobs = { getProba, modelTraining, predictions, modelEvaluation };
