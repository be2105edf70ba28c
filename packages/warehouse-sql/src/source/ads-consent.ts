import type { ConditionFlag } from './event-flag.js';

/** How events say whether their user has consented to ads. */
export interface AdsConsent {
  /** The column that says it, with dots. */
  readonly field: string;
  /** 1 where it says yes, and where it says no. */
  readonly flags: readonly [granted: ConditionFlag, denied: ConditionFlag];
}
