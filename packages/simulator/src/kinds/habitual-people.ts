import { conversionOf, drawDevice, drawLife, type Person } from '../model/person.js';
import type { RandomStream } from '../model/random-stream.js';
import { DEVICES, drawTrait } from '../model/traits.js';
import type { SiteKind } from './site-kind.js';

/** Numbers of a site whose people differ in their habits; `H` are the habits. */
export interface HabitualNumbers<H extends string> {
  /** Log of the daily visit probability. */
  readonly visitIntercept: number;
  readonly visitPerAffinity: number;
  readonly visitPerCuriosity: number;
  readonly visitSpread: number;
  /** Log of the mean number of deep events on a visit day, of which 0 is one. */
  readonly deepEvents: { readonly intercept: number; readonly perAffinity: number };
  /** Logit of converting on a visit day before the threshold, and what that adds. */
  readonly conversionIntercept: number;
  readonly conversionPerAffinity: number;
  readonly warmStep: number;
  /** Shares of people with a habit, and what it adds to the logit. */
  readonly habits: Readonly<Record<H, { readonly share: number; readonly effect: number }>>;
  /** What both of two habits add besides: the interaction of the truth. */
  readonly interaction: { readonly of: readonly [H, H]; readonly effect: number };
}

/** Draws one of the site's people. */
export function drawHabitualPerson<H extends string>(
  { dynamics, places, sources }: Pick<SiteKind, 'dynamics' | 'places' | 'sources'>,
  numbers: HabitualNumbers<H>,
  random: RandomStream,
  index: number,
  days: number,
): Person {
  const trait = drawTrait(random, DEVICES);
  const place = drawTrait(random, places);
  const source = drawTrait(random, sources);
  const affinity = random.normal();
  const curiosity = random.normal();
  const visitRate = Math.exp(
    numbers.visitIntercept +
      numbers.visitPerAffinity * affinity +
      numbers.visitPerCuriosity * curiosity +
      source.visitEffect +
      numbers.visitSpread * random.normal(),
  );
  const habits = (Object.keys(numbers.habits) as H[]).filter((habit) => random.chance(numbers.habits[habit].share));
  const both = numbers.interaction.of.every((habit) => habits.includes(habit));
  const logit =
    numbers.conversionIntercept +
    numbers.conversionPerAffinity * affinity +
    trait.conversionEffect / 2 +
    place.conversionEffect +
    source.conversionEffect +
    habits.reduce((sum, habit) => sum + numbers.habits[habit].effect, 0) +
    (both ? numbers.interaction.effect : 0);
  const { intercept, perAffinity } = numbers.deepEvents;
  return {
    index,
    device: drawDevice(random, index, trait),
    place,
    source,
    affinity,
    curiosity,
    habits,
    visitRate: Math.min(visitRate, dynamics.maxVisitProbability),
    deepVisitProbability: 1 - Math.exp(-Math.exp(intercept + perAffinity * affinity)),
    conversion: conversionOf(logit, numbers.warmStep),
    ...drawLife(random, dynamics, days),
  };
}
