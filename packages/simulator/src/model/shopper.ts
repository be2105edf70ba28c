import type { RandomStream } from './random-stream.js';
import { SHOP } from './shop-parameters.js';
import type { DeviceTrait, PlaceTrait, SourceTrait } from './trait-catalogue.js';
import { DEVICES, PLACES, SOURCES } from './trait-catalogue.js';

/** One simulated person: what never changes about them. */
export interface Shopper {
  readonly index: number;
  readonly userPseudoId: string;
  readonly device: DeviceTrait;
  readonly place: PlaceTrait;
  readonly source: SourceTrait;
  /** N(0, 1): how much they like the shop; shows in items, carts and searches per visit. */
  readonly affinity: number;
  /** Probability of a visit on an average weekday, in (0, maxVisitProbability]. */
  readonly visitRate: number;
  /** Probability of buying on a visit day. */
  readonly purchaseProbability: number;
  /** Day index of the first visit; negative for those who came before the export begins. */
  readonly arrivalDay: number;
  /** The last day index on which they may come. */
  readonly lastDay: number;
  /** When on the arrival day they were first seen, microseconds from its start. */
  readonly arrivalMicros: number;
}

/**
 * Draws a shopper of a shop in its steady state: the share who arrived before day 0 (and are still alive then) is
 * what the leaving hazard implies, the others arrive evenly over the `days` of the export.
 */
export function drawShopper(random: RandomStream, index: number, days: number): Shopper {
  const device = DEVICES[random.index(DEVICES.map(({ share }) => share))]!;
  const place = PLACES[random.index(PLACES.map(({ share }) => share))]!;
  const source = SOURCES[random.index(SOURCES.map(({ share }) => share))]!;
  const affinity = random.normal();
  const visitRate = Math.exp(
    SHOP.visitIntercept + SHOP.visitPerAffinity * affinity + source.visitEffect + SHOP.visitSpread * random.normal(),
  );
  const purchaseLogit =
    SHOP.purchaseIntercept +
    SHOP.purchasePerAffinity * affinity +
    device.purchaseEffect +
    place.purchaseEffect +
    source.purchaseEffect;

  const meanLife = 1 / SHOP.leavingHazard;
  const camePreviously = random.chance(meanLife / (meanLife + days));
  const arrivalDay = camePreviously ? -random.geometric(SHOP.leavingHazard) : random.below(days);
  // Dying has no memory: whoever is alive on day 0 has as much life ahead as a newcomer.
  const lastDay = Math.max(arrivalDay, 0) + random.geometric(SHOP.leavingHazard) - 1;
  return {
    index,
    userPseudoId: `${1_000_000 + index}.${String(random.below(10 ** 9) + 10 ** 9)}`,
    device,
    place,
    source,
    affinity,
    visitRate: Math.min(visitRate, SHOP.maxVisitProbability),
    purchaseProbability: 1 / (1 + Math.exp(-purchaseLogit)),
    arrivalDay,
    lastDay,
    // 7 to 20 h, which leaves the first visit room before midnight.
    arrivalMicros: Math.floor((7 + 13 * random.uniform()) * 3.6e9),
  };
}

/** Probability of a visit on a day of ISO weekday `weekday` (0 = Monday), if the shopper is alive then. */
export function visitProbability(shopper: Shopper, weekday: number): number {
  return Math.min(shopper.visitRate * SHOP.weekdayFactors[weekday]!, SHOP.maxVisitProbability);
}
