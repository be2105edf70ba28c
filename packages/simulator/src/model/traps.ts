/** How often each trap of a real export occurs, whatever the site. */
export const TRAPS = {
  /** Visits without consent (no user_pseudo_id), per identified visit. */
  cookielessVisits: 0.027,
  sessionsWithoutStart: 0.03,
  sessionsWithoutFirstTouch: 0.02,
  integerSessionEngaged: 0.06,
} as const;
