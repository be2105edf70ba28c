export { type CollapsedInput, collapsedInputs } from '../drift/collapsed-inputs.js';
export type { FeatureProfile, InputProfile, RecentEvents } from '../drift/input-profile.js';
