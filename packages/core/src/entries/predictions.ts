export { type ChosenModel, chooseModel, firstHonestSnapshot } from '../predictions/choose-model.js';
export {
  assertPublishable,
  checkBatch,
  olderSnapshot,
  predictResult,
  type ScoredUser,
  upsertPredictions,
} from '../predictions/upsert-predictions.js';
