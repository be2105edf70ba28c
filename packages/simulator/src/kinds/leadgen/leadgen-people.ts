import { conversionOf, drawDevice, drawLife, type Person } from '../../model/person.js';
import type { RandomStream } from '../../model/random-stream.js';
import { DEVICES, drawTrait } from '../../model/traits.js';
import { LEADGEN_DYNAMICS, LEADGEN_NUMBERS, LEADGEN_PLACES, LEADGEN_SOURCES } from './leadgen-parameters.js';

/** What people of the site do habitually, or hardly ever. */
export type LeadgenHabit = keyof typeof LEADGEN_NUMBERS.habits;

/** Draws one of the site's people. */
export function drawProspect(random: RandomStream, index: number, days: number): Person {
  const trait = drawTrait(random, DEVICES);
  const place = drawTrait(random, LEADGEN_PLACES);
  const source = drawTrait(random, LEADGEN_SOURCES);
  const affinity = random.normal();
  const curiosity = random.normal();
  const visitRate = Math.exp(
    LEADGEN_NUMBERS.visitIntercept +
      LEADGEN_NUMBERS.visitPerAffinity * affinity +
      LEADGEN_NUMBERS.visitPerCuriosity * curiosity +
      source.visitEffect +
      LEADGEN_NUMBERS.visitSpread * random.normal(),
  );
  const all = Object.keys(LEADGEN_NUMBERS.habits) as LeadgenHabit[];
  const habits = all.filter((habit) => random.chance(LEADGEN_NUMBERS.habits[habit].share));
  const both = habits.includes('downloads') && habits.includes('compares');
  const logit =
    LEADGEN_NUMBERS.leadIntercept +
    LEADGEN_NUMBERS.leadPerAffinity * affinity +
    trait.conversionEffect / 2 +
    place.conversionEffect +
    source.conversionEffect +
    habits.reduce((sum, habit) => sum + LEADGEN_NUMBERS.habits[habit].effect, 0) +
    (both ? LEADGEN_NUMBERS.downloadsAndCompares : 0);
  const { intercept, perAffinity } = LEADGEN_NUMBERS.calculatorUses;
  return {
    index,
    device: drawDevice(random, index, trait),
    place,
    source,
    affinity,
    curiosity,
    habits,
    visitRate: Math.min(visitRate, LEADGEN_DYNAMICS.maxVisitProbability),
    deepVisitProbability: 1 - Math.exp(-Math.exp(intercept + perAffinity * affinity)),
    conversion: conversionOf(logit, LEADGEN_NUMBERS.warmStep),
    ...drawLife(random, LEADGEN_DYNAMICS, days),
  };
}
