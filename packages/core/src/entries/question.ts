export {
  asksForNone,
  type Condition,
  type ConditionSubject,
  type ConditionValue,
  comparedText,
  subjectOf,
} from '../question/condition.js';
export { describeCondition, describeEvents, describePopulation, describeTarget } from '../question/describe-rules.js';
export { type EventRule, isPlainRule } from '../question/event-rule.js';
export { type DoneRule, EVERYONE, isEveryone, type PopulationRule } from '../question/population-rule.js';
export type { Question } from '../question/question.js';
export { plainTargetEvent, type TargetRule, targetEventsOf, targetRule } from '../question/target-rule.js';
