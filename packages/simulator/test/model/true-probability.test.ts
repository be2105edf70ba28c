import { describe, expect, it } from 'vitest';
import { aliveAfterDay, type Dynamics, trueProbability } from '../../src/index.js';
import { SITE_KINDS } from '../../src/kinds/site-kinds.js';
import { visitProbability } from '../../src/model/daily-probabilities.js';
import { randomStream } from '../../src/model/random-stream.js';

const { dynamics, drawPerson } = SITE_KINDS.shop;
const person = drawPerson(randomStream(7), 0, 100);
const hazard = dynamics.leavingHazard;
const standing = (deepVisits: number, convertedBefore = false) => ({ deepVisits, convertedBefore });

describe('aliveAfterDay', () => {
  it('takes a visit as proof of life and lets one day of the hazard pass', () => {
    expect(aliveAfterDay(0.1, true, 0.3, hazard)).toBe(1 - hazard);
  });

  it('applies Bayes to a day without a visit', () => {
    const stayedAway = 0.8 * (1 - 0.3);
    expect(aliveAfterDay(0.8, false, 0.3, hazard)).toBeCloseTo((stayedAway / (stayedAway + 0.2)) * (1 - hazard), 14);
  });
});

describe('trueProbability', () => {
  const visit = (weekday: number) => visitProbability(person, dynamics, weekday);
  const buy = (weekday: number) => visit(weekday) * person.conversion.warm;
  const truth = (past: ReturnType<typeof standing>, weekday: number, horizon: number, rules: Dynamics = dynamics) =>
    trueProbability(person, rules, { ...past, alive: 1 }, weekday, horizon);

  it('is the visit and the purchase on a horizon of one day', () => {
    expect(truth(standing(2), 2, 1)).toBeCloseTo(visit(2) * person.conversion.warm, 14);
    expect(truth(standing(1), 2, 1)).toBeCloseTo(visit(2) * person.conversion.cold, 14);
  });

  it('sums over the day of the first purchase, around the end of the week', () => {
    let expected = 0;
    let aliveWithout = 1;
    for (const weekday of [5, 6, 0, 1]) {
      expected += aliveWithout * buy(weekday);
      aliveWithout *= (1 - buy(weekday)) * (1 - hazard);
    }
    expect(trueProbability(person, dynamics, { ...standing(2), alive: 0.4 }, 5, 4)).toBeCloseTo(0.4 * expected, 14);
  });

  it('follows everybody through the threshold, as an enumeration of all weeks does', () => {
    for (const deepVisits of [0, 1, 2, 3]) {
      const expected = enumerated(deepVisits, 3, 0);
      expect(truth(standing(deepVisits), 3, 5)).toBeCloseTo(expected, 13);
    }
  });

  it('steps up at the threshold, and nowhere else', () => {
    const at = [0, 1, 2, 3, 40].map((deepVisits) => truth(standing(deepVisits), 0, 7));
    expect(at[2]! / at[1]!).toBeGreaterThan(1.3);
    expect(at[2]! / at[1]!).toBeGreaterThan(1.15 * (at[1]! / at[0]!));
    expect(at.slice(3)).toEqual([at[2], at[2]]);
  });

  it('multiplies what is left after a conversion', () => {
    expect(truth(standing(2, true), 0, 7, { ...dynamics, afterConversion: 0 })).toBe(0);
    expect(truth(standing(2, true), 2, 1, { ...dynamics, afterConversion: 0.25 })).toBeCloseTo(0.25 * buy(2), 14);
    expect(truth(standing(2, true), 0, 7)).toBe(truth(standing(2), 0, 7));
  });

  it('is zero for somebody who has left', () => {
    expect(trueProbability(person, dynamics, { ...standing(0), alive: 0 }, 0, 7)).toBe(0);
  });

  /** Probability of a conversion in the days `day` to 4 for a living person, branch by branch. */
  function enumerated(deepVisits: number, firstWeekday: number, day: number): number {
    if (day === 5) return 0;
    const next = (deep: number) => (1 - hazard) * enumerated(deep, firstWeekday, day + 1);
    const visits = visit((firstWeekday + day) % 7);
    const converts = deepVisits >= dynamics.warmAfter ? person.conversion.warm : person.conversion.cold;
    const deep = person.deepVisitProbability;
    const stays = deep * next(deepVisits + 1) + (1 - deep) * next(deepVisits);
    return (1 - visits) * next(deepVisits) + visits * (converts + (1 - converts) * stays);
  }
});
