export { type CollapsedInput, collapsedEvents, collapsedInputs } from '../drift/collapsed-inputs.js';
export { describeCollapse } from '../drift/describe-collapse.js';
export {
  type FeatureProfile,
  type InputProfile,
  mostFrequentNames,
  type RecentEvents,
  recentDaysOf,
  type SnapshotProfile,
} from '../drift/input-profile.js';
