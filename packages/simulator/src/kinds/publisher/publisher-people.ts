import { conversionOf, drawDevice, drawLife, type Person } from '../../model/person.js';
import type { RandomStream } from '../../model/random-stream.js';
import { DEVICES, drawTrait } from '../../model/traits.js';
import { PUBLISHER_DYNAMICS, PUBLISHER_NUMBERS, PUBLISHER_PLACES, PUBLISHER_SOURCES } from './publisher-parameters.js';

/** What readers do habitually, or hardly ever. */
export type PublisherHabit = keyof typeof PUBLISHER_NUMBERS.habits;

/** Draws one of the publisher's readers. */
export function drawReader(random: RandomStream, index: number, days: number): Person {
  const trait = drawTrait(random, DEVICES);
  const place = drawTrait(random, PUBLISHER_PLACES);
  const source = drawTrait(random, PUBLISHER_SOURCES);
  const affinity = random.normal();
  const curiosity = random.normal();
  const visitRate = Math.exp(
    PUBLISHER_NUMBERS.visitIntercept +
      PUBLISHER_NUMBERS.visitPerAffinity * affinity +
      PUBLISHER_NUMBERS.visitPerCuriosity * curiosity +
      source.visitEffect +
      PUBLISHER_NUMBERS.visitSpread * random.normal(),
  );
  const all = Object.keys(PUBLISHER_NUMBERS.habits) as PublisherHabit[];
  const habits = all.filter((habit) => random.chance(PUBLISHER_NUMBERS.habits[habit].share));
  const both = habits.includes('saves') && habits.includes('watches');
  const logit =
    PUBLISHER_NUMBERS.signUpIntercept +
    PUBLISHER_NUMBERS.signUpPerAffinity * affinity +
    trait.conversionEffect / 2 +
    place.conversionEffect +
    source.conversionEffect +
    habits.reduce((sum, habit) => sum + PUBLISHER_NUMBERS.habits[habit].effect, 0) +
    (both ? PUBLISHER_NUMBERS.savesAndWatches : 0);
  const { intercept, perAffinity } = PUBLISHER_NUMBERS.paywalls;
  return {
    index,
    device: drawDevice(random, index, trait),
    place,
    source,
    affinity,
    curiosity,
    habits,
    visitRate: Math.min(visitRate, PUBLISHER_DYNAMICS.maxVisitProbability),
    deepVisitProbability: 1 - Math.exp(-Math.exp(intercept + perAffinity * affinity)),
    conversion: conversionOf(logit, PUBLISHER_NUMBERS.warmStep),
    ...drawLife(random, PUBLISHER_DYNAMICS, days),
  };
}
