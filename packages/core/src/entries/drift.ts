export { type CollapsedInput, collapsedEvents, collapsedInputs } from '../drift/collapsed-inputs.js';
export {
  type ComparedWith,
  compareStates,
  type DriftReason,
  type DriftRow,
  stateOfRows,
} from '../drift/compare-states.js';
export { describeCollapse } from '../drift/describe-collapse.js';
export { describeDrift } from '../drift/describe-drift.js';
export { DEFAULT_DRIFT_LIMITS, type DriftLimits } from '../drift/drift-limits.js';
export { type DriftState, driftState, type TrainedDistributions } from '../drift/drift-state.js';
export {
  type BinCounts,
  type CategoricalBins,
  chooseBins,
  chooseEdges,
  countBins,
  countNumbers,
  type FeatureBins,
  type NumericBins,
} from '../drift/feature-bins.js';
export {
  type FeatureProfile,
  type InputProfile,
  mostFrequentNames,
  type RecentEvents,
  recentDaysOf,
  type SnapshotProfile,
} from '../drift/input-profile.js';
export { chanceOfStability, populationStability } from '../drift/population-stability.js';
export { type DriftSummary, type FlaggedDrift, flaggedDrift, summariseDrift } from '../drift/summarise-drift.js';
