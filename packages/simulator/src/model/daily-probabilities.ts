import type { Dynamics, Standing } from './dynamics.js';
import type { Person } from './person.js';

/** Probability of a visit on a day of ISO weekday `weekday` (0 = Monday), if the person is alive then. */
export function visitProbability(
  { visitRate }: Pick<Person, 'visitRate'>,
  dynamics: Dynamics,
  weekday: number,
): number {
  return Math.min(visitRate * dynamics.weekdayFactors[weekday]!, dynamics.maxVisitProbability);
}

/** Probability that a visit day converts, for a person of that standing on its morning. */
export function conversionProbability(person: Person, dynamics: Dynamics, standing: Standing): number {
  const { cold, warm } = person.conversion;
  const probability = standing.deepVisits >= dynamics.warmAfter ? warm : cold;
  return standing.convertedBefore ? probability * dynamics.afterConversion : probability;
}
