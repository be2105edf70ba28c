export { type CrossFitOptions, crossFitCandidates, crossFitScores } from '../model-selection/cross-fit-scores.js';
export { type FoldLoss, type HeldOutLoss, heldOutLoss, heldOutLossOfFolds } from '../model-selection/held-out-loss.js';
export {
  type ModelSelection,
  type PenaltyResult,
  type ReportedSelection,
  reportedSelection,
} from '../model-selection/model-selection.js';
export { type NegativeSample, sampleNegatives } from '../model-selection/sample-negatives.js';
export {
  type CandidateResult,
  type SelectedCandidate,
  type SelectionRule,
  selectCandidate,
} from '../model-selection/select-candidate.js';
export { splitByUser, type UserSplit } from '../model-selection/split-by-user.js';
export { userFolds } from '../model-selection/user-folds.js';
