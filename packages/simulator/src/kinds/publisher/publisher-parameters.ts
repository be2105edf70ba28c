import type { Dynamics } from '../../model/dynamics.js';
import { type PlaceTrait, place, type SourceTrait, source } from '../../model/traits.js';

/** How people come to a publisher, and sign up. A deep visit is one that runs into the paywall. */
export const PUBLISHER_DYNAMICS: Dynamics = {
  leavingHazard: 0.02,
  weekdayFactors: [1.1, 1.1, 1.05, 1.05, 1, 0.85, 0.85],
  maxVisitProbability: 0.9,
  warmAfter: 3,
  afterConversion: 0,
};

/** The numbers of the publisher; 1.5 to 3.5 % of the people seen lately sign up in a week, each of them once. */
export const PUBLISHER_NUMBERS = {
  /** Log of the daily visit probability; those who read a lot come more often, and sign up no more for it. */
  visitIntercept: Math.log(0.17),
  visitPerAffinity: 0.1,
  visitPerCuriosity: 0.25,
  visitSpread: 0.1,
  /** Log of the mean number of paywalls on a visit day, of which 0 is one. */
  deepEvents: { intercept: -1.4, perAffinity: 0.8 },
  /** Logit of signing up on a visit day before the third visit with a paywall, and what that one adds. */
  conversionIntercept: -3.9,
  conversionPerAffinity: 0.4,
  warmStep: 1.8,
  /** Shares of people with a habit, and what it adds to the logit. */
  habits: {
    saves: { share: 0.35, effect: -0.3 },
    watches: { share: 0.4, effect: -0.6 },
    comments: { share: 0.2, effect: 0.5 },
  },
  /** On what those add who both save articles and watch videos: the interaction of the truth. */
  interaction: { of: ['saves', 'watches'], effect: 2.4 },
  secondSessionShare: 0.2,
  directShare: 0.4,
  /** Log of the mean number of articles of a session. */
  articles: { intercept: 0.7, perCuriosity: 0.6 },
  /** Chance of a habit's event on a visit of somebody who has it, and of somebody who has not. */
  habitual: 0.5,
  occasional: 0.03,
} as const;

/** What its people do habitually, or hardly ever. */
export type PublisherHabit = keyof typeof PUBLISHER_NUMBERS.habits;

/** Where its people live. */
export const PUBLISHER_PLACES: readonly PlaceTrait[] = [
  place(0.42, ['Asia', 'Eastern Asia', 'Japan', 'Tokyo', 'Shinjuku City'], 'ja-jp', 0.2),
  place(0.24, ['Asia', 'Eastern Asia', 'Japan', 'Osaka', 'Osaka'], 'ja-jp', 0),
  place(0.16, ['Asia', 'Eastern Asia', 'Japan', 'Aichi', 'Nagoya'], 'ja', 0),
  place(0.1, ['Asia', 'Eastern Asia', 'Japan', 'Hokkaido', 'Sapporo'], 'ja', -0.1),
  place(0.08, ['Americas', 'Northern America', 'United States', 'California', '(not set)'], 'en-us', -0.8),
];

/** What brings them. */
export const PUBLISHER_SOURCES: readonly SourceTrait[] = [
  source(0.3, 'google', 'organic', '(organic)', 0, 0),
  source(0.18, 'yahoo', 'organic', '(organic)', 0, 0),
  source(0.2, 'x', 'social', 'always_on', -0.6, -0.2),
  source(0.16, '(direct)', '(none)', '(direct)', 0.2, 0.1),
  source(0.1, 'newsletter', 'email', '朝の一面', 0.6, 0.3),
  source(0.06, 'news.example', 'referral', '(referral)', -0.2, 0),
];
