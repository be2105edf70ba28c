export {
  type DecisionPolicy,
  type DecisionPolicyName,
  decisionThreshold,
  policyName,
} from '../decisions/decision-policy.js';
export { type CapacityEvaluation, evaluateCapacity } from '../decisions/evaluate-capacity.js';
export { type CapacityOutcome, type DecisionOutcome, evaluateDecision } from '../decisions/evaluate-decision.js';
export { type Selection, selectedUsers, selectionOf } from '../decisions/selection.js';
