import type { UaUserId } from '@propensity/core/config';
import type { Condition } from '@propensity/core/question';

/** Where the id of a person is, beside that of the browser: a field, or a custom dimension by its index. */
export interface UaPerson {
  readonly in: 'userId' | { readonly customDimension: number };
  /** True where browsers of which no person is known count as users by themselves. */
  readonly fallback: boolean;
}

/** What a configuration says of how a Universal Analytics export is read. */
export interface UaRules {
  /** Null where users are browsers. */
  readonly person: UaPerson | null;
  /** Only events that meet all of these are read. */
  readonly where: readonly Condition[];
}

/** All events, of browsers. */
export const UA_DEFAULTS: UaRules = { person: null, where: [] };

/** The person that a configuration's `source.userId` names; null for the browser. */
export function uaPerson(userId: UaUserId | undefined): UaPerson | null {
  if (userId === undefined || userId === 'fullVisitorId') return null;
  if (userId === 'userId') return { in: userId, fallback: false };
  const { customDimension, fallback } = userId;
  return { in: { customDimension }, fallback: fallback !== undefined };
}
