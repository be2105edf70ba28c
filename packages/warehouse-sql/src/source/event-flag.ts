import type { Condition, EventRule } from '@propensity/core/question';

/** A column of flat events that is 1 for an event that meets one of the rules, else 0. */
export interface EventFlag {
  readonly name: string;
  readonly type: 'integer';
  readonly rules: readonly EventRule[];
}

/** A column of flat events that is 1 where a condition holds, else 0. */
export interface ConditionFlag {
  readonly name: string;
  readonly type: 'integer';
  readonly condition: Condition;
}

/** The flag of events that perform the target. */
export const TARGET_FLAG = 'is_target';
/** The flags of events that a population looks for. */
export const DID_FLAG = 'population_did';
export const NEVER_FLAG = 'population_never';
