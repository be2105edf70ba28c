export {
  assertPublishable,
  checkBatch,
  olderSnapshot,
  predictResult,
  type ScoredUser,
  upsertPredictions,
} from '../predictions/upsert-predictions.js';
