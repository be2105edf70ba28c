export { type BinnedScores, type BinningBound, binningBound } from '../counted-scores/binning-bound.js';
export { type CountedScores, countedScores, writtenOut } from '../counted-scores/counted-scores.js';
export {
  GROUPED_COLUMNS,
  type GroupedColumns,
  groupedColumns,
  groupedRows,
  OUTCOME_PARTS,
  type OutcomeEntries,
  type OutcomeGrouping,
  type OutcomeRow,
  outcomeEntries,
  type ShadowEntries,
} from '../counted-scores/outcome-entries.js';
export type { PairedScores } from '../counted-scores/paired-scores.js';
export {
  FINE_STEPS,
  LOWEST_KEY,
  PAIR_STEPS,
  PARTS_OF_BIN,
  placeInBin,
  SMALLEST_EXPONENT,
} from '../counted-scores/proba-bins.js';
export { isBinned, rowCount, type ScoredRows, scoredRows } from '../counted-scores/scored-rows.js';
