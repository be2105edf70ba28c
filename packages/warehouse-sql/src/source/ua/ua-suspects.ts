import type { Condition } from '@propensity/core/question';
import type { SuspectTraffic } from '../audience/suspect-traffic.js';

const suspect = (what: string, condition: Condition): SuspectTraffic => ({
  what,
  condition,
  leaveOut: { ...condition, not: true },
});

/** Hits that a view's own people send, or none of its visitors. */
export const UA_SUSPECTS: readonly SuspectTraffic[] = [
  suspect("on pages of a developer's machine (localhost)", {
    field: 'hits.page.hostname',
    matches: '^(localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|[^/]+\\.local)(:|$)',
  }),
];
