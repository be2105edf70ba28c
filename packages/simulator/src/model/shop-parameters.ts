/**
 * The numbers of the simulated shop. Chosen so that a week's buyers are 2 to 5 % of the users seen lately, the true
 * probabilities' ROC AUC is about .8 to .87, and most of what they know shows in ordinary features.
 */
export const SHOP = {
  /** Chance of never coming back, after every day of a user's life. */
  leavingHazard: 0.025,
  /** Log of the daily visit probability of a plain user, before weekday and source. */
  visitIntercept: Math.log(0.14),
  visitPerAffinity: 0.15,
  /** Standard deviation of what only the user knows about how often they come. */
  visitSpread: 0.1,
  /** Visits by ISO weekday, Monday first, relative to the mean. */
  weekdayFactors: [1.15, 1.1, 1.05, 1.05, 0.95, 0.8, 0.9],
  maxVisitProbability: 0.9,
  /** Logit of buying on a visit day. */
  purchaseIntercept: -2.5,
  purchasePerAffinity: 0.3,
  secondSessionShare: 0.2,
  /** Log of the mean per visit day, and how steeply it rises with affinity. */
  itemViews: { intercept: 0.7, perAffinity: 0.6 },
  cartAdditions: { intercept: -1, perAffinity: 0.9 },
  searches: { intercept: -2, perAffinity: 0.4 },
} as const;

/** How often each trap of a real export occurs. */
export const TRAPS = {
  /** Visits without consent (no user_pseudo_id), per identified visit. */
  cookielessVisits: 0.027,
  sessionsWithoutStart: 0.03,
  sessionsWithoutFirstTouch: 0.02,
  purchasesSentTwice: 0.05,
  purchasesWithoutTransactionId: 0.25,
  numericTransactionIds: 0.3,
  wholeNumberValues: 0.3,
  integerSessionEngaged: 0.06,
} as const;
