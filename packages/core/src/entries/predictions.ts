export { type PublishedScore, scoresChecksum } from '../predictions/scores-checksum.js';
export {
  assertPublishable,
  checkBatch,
  olderSnapshot,
  predictResult,
  type ScoredUser,
  upsertPredictions,
} from '../predictions/upsert-predictions.js';
