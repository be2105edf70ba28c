import type { Condition } from '@propensity/core/question';

/** Traffic that is seldom of customers: what it is called, how its events are found, and how a configuration leaves them out. */
export interface SuspectTraffic {
  /** "from localhost", in the middle of a sentence. */
  readonly what: string;
  readonly condition: Condition;
  /** A condition of `source.where` that leaves it out. */
  readonly leaveOut: Condition;
}
