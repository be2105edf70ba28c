export {
  exportScores,
  type ScoreExportRequest,
  type ScoreExportResult,
  type WrittenFile,
} from '../activation/export-scores.js';
export { exportedMeanwhile, forgottenMeanwhile } from '../activation/exported-meanwhile.js';
export { chosenRows, type GivenScore, scoreRows } from '../activation/score-rows.js';
