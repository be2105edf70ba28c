export { constrainedRates } from '../holdout/constrained-rates.js';
export { type HoldoutRule, holdoutSalt, isHeldOut } from '../holdout/held-out.js';
export {
  type HoldoutComparison,
  type HoldoutWeek,
  holdoutComparison,
} from '../holdout/holdout-comparison.js';
export {
  type GroupedUser,
  type HoldoutGroups,
  holdoutGroups,
  type VarianceSums,
  varianceOf,
  type WeekStratum,
} from '../holdout/holdout-groups.js';
export {
  type DifferenceOptions,
  type GroupCount,
  type PooledDifference,
  pooledDifference,
  type Stratum,
  weightOf,
} from '../holdout/pooled-difference.js';
export { detectableDifference, weeksMissing } from '../holdout/weeks-missing.js';
