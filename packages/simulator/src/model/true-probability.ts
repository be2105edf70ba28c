import { SHOP } from './shop-parameters.js';
import type { Shopper } from './shopper.js';
import { visitProbability } from './shopper.js';

/**
 * The probability of being alive on the morning after a day, from the probability `alive` on its morning and from
 * whether the shopper was `seen` on it: a visit proves life, a day without one lowers it by Bayes' rule.
 */
export function aliveAfterDay(alive: number, seen: boolean, visit: number): number {
  const atNight = seen ? 1 : (alive * (1 - visit)) / (1 - alive * visit);
  return atNight * (1 - SHOP.leavingHazard);
}

/**
 * The true probability that a shopper buys at least once in the `horizonDays` days from a snapshot on, given their
 * traits and everything seen of them before it. Nobody who predicts from the events can beat it on average.
 *
 * @param alive probability of being alive on the snapshot's morning, see {@link aliveAfterDay}
 * @param weekday ISO weekday of the snapshot, 0 = Monday
 */
export function trueProbability(shopper: Shopper, alive: number, weekday: number, horizonDays: number): number {
  let noPurchase = 1;
  for (let ahead = horizonDays - 1; ahead >= 0; ahead--) {
    const purchase = visitProbability(shopper, (weekday + ahead) % 7) * shopper.purchaseProbability;
    noPurchase = (1 - purchase) * ((1 - SHOP.leavingHazard) * noPurchase + SHOP.leavingHazard);
  }
  return alive * (1 - noPurchase);
}
