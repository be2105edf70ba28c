import { describe, expect, it } from 'vitest';
import { aliveAfterDay, trueProbability } from '../../src/index.js';
import { randomStream } from '../../src/model/random-stream.js';
import { SHOP } from '../../src/model/shop-parameters.js';
import { drawShopper, visitProbability } from '../../src/model/shopper.js';

const shopper = drawShopper(randomStream(7), 0, 100);
const hazard = SHOP.leavingHazard;

describe('aliveAfterDay', () => {
  it('takes a visit as proof of life and lets one day of the hazard pass', () => {
    expect(aliveAfterDay(0.1, true, 0.3)).toBe(1 - hazard);
  });

  it('applies Bayes to a day without a visit', () => {
    const stayedAway = 0.8 * (1 - 0.3);
    expect(aliveAfterDay(0.8, false, 0.3)).toBeCloseTo((stayedAway / (stayedAway + 0.2)) * (1 - hazard), 14);
  });
});

describe('trueProbability', () => {
  const buy = (weekday: number) => visitProbability(shopper, weekday) * shopper.purchaseProbability;

  it('is the visit and the purchase on a horizon of one day', () => {
    expect(trueProbability(shopper, 1, 2, 1)).toBeCloseTo(buy(2), 14);
  });

  it('sums over the day of the first purchase, around the end of the week', () => {
    let expected = 0;
    let aliveWithout = 1;
    for (const weekday of [5, 6, 0, 1]) {
      expected += aliveWithout * buy(weekday);
      aliveWithout *= (1 - buy(weekday)) * (1 - hazard);
    }
    expect(trueProbability(shopper, 0.4, 5, 4)).toBeCloseTo(0.4 * expected, 14);
  });

  it('is zero for somebody who has left', () => {
    expect(trueProbability(shopper, 0, 0, 7)).toBe(0);
  });
});
