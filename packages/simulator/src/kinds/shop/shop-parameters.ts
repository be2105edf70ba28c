import type { Dynamics } from '../../model/dynamics.js';

/** How the shop's people come, leave and buy. A deep visit is one with an addition to the cart. */
export const SHOP_DYNAMICS: Dynamics = {
  leavingHazard: 0.025,
  weekdayFactors: [1.15, 1.1, 1.05, 1.05, 0.95, 0.8, 0.9],
  maxVisitProbability: 0.9,
  warmAfter: 2,
  afterConversion: 1,
};

/**
 * The numbers of the simulated shop. Chosen so that a week's buyers are 2 to 6 % of the users seen lately, the true
 * probabilities' ROC AUC is about .8 to .9, and most of what they know shows in ordinary features.
 */
export const SHOP = {
  /** Log of the daily visit probability of a plain user, before weekday and source. */
  visitIntercept: Math.log(0.14),
  visitPerAffinity: 0.15,
  /** Standard deviation of what only the user knows about how often they come. */
  visitSpread: 0.1,
  /** Logit of buying on a visit day, before two visits with something added to the cart. */
  purchaseIntercept: -2.95,
  purchasePerAffinity: 0.15,
  /** What those two visits add to the logit: the threshold of the truth. */
  warmStep: 0.8,
  /** On what they add to phones and tablets, whose effect is cancelled: the interaction of the truth. */
  interactingSource: 'newsletter',
  secondSessionShare: 0.2,
  /** Log of the mean per visit day, and how steeply it rises with affinity. */
  itemViews: { intercept: 0.7, perAffinity: 0.6 },
  cartAdditions: { intercept: -1, perAffinity: 0.9 },
  searches: { intercept: -2, perAffinity: 0.4 },
} as const;

/** How often each trap of a real shop's purchases occurs. */
export const PURCHASE_TRAPS = {
  sentTwice: 0.05,
  withoutTransactionId: 0.25,
  numericTransactionIds: 0.3,
  wholeNumberValues: 0.3,
} as const;
