import type { Condition } from '@propensity/core/question';
import type { SuspectTraffic } from '../audience/suspect-traffic.js';

const suspect = (what: string, condition: Condition): SuspectTraffic => ({
  what,
  condition,
  leaveOut: { ...condition, not: true },
});

/** Events that a property's own people send. */
export const GA4_SUSPECTS: readonly SuspectTraffic[] = [
  suspect("on pages of a developer's machine (localhost)", {
    param: 'page_location',
    matches: '^https?://(localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|[^/?#]+\\.local)([:/?#]|$)',
  }),
  suspect('in debug mode', { param: 'debug_mode', exists: true }),
  suspect('of internal traffic', { param: 'traffic_type', exists: true }),
];
