import type { Dynamics } from '../../model/dynamics.js';
import { type PlaceTrait, place, type SourceTrait, source } from '../../model/traits.js';

/** How people come to a site that sells services, and ask for an offer. A deep visit is one that uses a calculator. */
export const LEADGEN_DYNAMICS: Dynamics = {
  leavingHazard: 0.03,
  weekdayFactors: [1.25, 1.25, 1.2, 1.15, 1, 0.5, 0.65],
  maxVisitProbability: 0.9,
  warmAfter: 2,
  afterConversion: 0.25,
};

/** The numbers of the lead-gen site; a week brings a lead of 1.5 to 4 % of the people seen lately. */
export const LEADGEN_NUMBERS = {
  /** Log of the daily visit probability; those who read a lot come more often, and ask no more for it. */
  visitIntercept: Math.log(0.13),
  visitPerAffinity: 0.1,
  visitPerCuriosity: 0.25,
  visitSpread: 0.1,
  /** Log of the mean number of uses of a calculator on a visit day, of which 0 is one. */
  deepEvents: { intercept: -1.3, perAffinity: 0.8 },
  /** Logit of a lead on a visit day before the second visit with a calculator, and what that one adds. */
  conversionIntercept: -3.6,
  conversionPerAffinity: 0.4,
  warmStep: 1.5,
  /** Shares of people with a habit, and what it adds to the logit. */
  habits: {
    downloads: { share: 0.35, effect: -0.5 },
    compares: { share: 0.4, effect: -0.3 },
    calls: { share: 0.2, effect: 0.5 },
  },
  /** On what those add who both download brochures and compare plans: the interaction of the truth. */
  interaction: { of: ['downloads', 'compares'], effect: 2.4 },
  secondSessionShare: 0.15,
  directShare: 0.35,
  /** Log of the mean number of further pages of a visit. */
  pages: { intercept: 0.6, perCuriosity: 0.6 },
  /** Chance of a habit's event on a visit of somebody who has it, and of somebody who has not. */
  habitual: 0.55,
  occasional: 0.04,
} as const;

/** What its people do habitually, or hardly ever. */
export type LeadgenHabit = keyof typeof LEADGEN_NUMBERS.habits;

/** Where its people live. */
export const LEADGEN_PLACES: readonly PlaceTrait[] = [
  place(0.34, ['Europe', 'Western Europe', 'Germany', 'Bavaria', 'Munich'], 'de', 0.3),
  place(0.26, ['Europe', 'Western Europe', 'Germany', 'Berlin', 'Berlin'], 'de', 0.1),
  place(0.16, ['Europe', 'Western Europe', 'Austria', 'Vienna', 'Vienna'], 'de-at', 0),
  place(0.14, ['Europe', 'Western Europe', 'Switzerland', 'Zurich', 'Zurich'], 'de-ch', 0.2),
  place(0.1, ['Americas', 'Northern America', 'United States', 'New York', '(not set)'], 'en-us', -1),
];

/** What brings them. */
export const LEADGEN_SOURCES: readonly SourceTrait[] = [
  source(0.34, 'google', 'organic', '(organic)', 0, 0),
  source(0.2, 'google', 'cpc', 'get_an_offer', 0.5, -0.1),
  source(0.16, '(direct)', '(none)', '(direct)', 0.1, 0),
  source(0.12, 'linkedin', 'paid_social', 'decision_makers', -0.4, 0.1),
  source(0.1, 'newsletter', 'email', 'monthly_letter', 0.4, 0.3),
  source(0.08, 'compare.example', 'referral', '(referral)', 0.7, 0),
];
