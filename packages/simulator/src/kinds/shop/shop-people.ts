import { conversionOf, drawDevice, drawLife, type Person } from '../../model/person.js';
import type { RandomStream } from '../../model/random-stream.js';
import { DEVICES, drawTrait } from '../../model/traits.js';
import { SHOP, SHOP_DYNAMICS } from './shop-parameters.js';
import { SHOP_PLACES, SHOP_SOURCES } from './shop-traits.js';

/** Draws one of the shop's people. */
export function drawShopper(random: RandomStream, index: number, days: number): Person {
  const trait = drawTrait(random, DEVICES);
  const place = drawTrait(random, SHOP_PLACES);
  const source = drawTrait(random, SHOP_SOURCES);
  const affinity = random.normal();
  const visitRate = Math.exp(
    SHOP.visitIntercept + SHOP.visitPerAffinity * affinity + source.visitEffect + SHOP.visitSpread * random.normal(),
  );
  const deviceEffect = source.source === SHOP.interactingSource ? 0 : trait.conversionEffect;
  const logit =
    SHOP.purchaseIntercept +
    SHOP.purchasePerAffinity * affinity +
    deviceEffect +
    place.conversionEffect +
    source.conversionEffect;
  const life = drawLife(random, SHOP_DYNAMICS, days);
  return {
    index,
    device: drawDevice(random, index, trait),
    place,
    source,
    affinity,
    curiosity: 0,
    habits: [],
    visitRate: Math.min(visitRate, SHOP_DYNAMICS.maxVisitProbability),
    deepVisitProbability: 1 - Math.exp(-cartAdditions(affinity)),
    conversion: conversionOf(logit, SHOP.warmStep),
    ...life,
  };
}

/** Mean number of additions to the cart on a visit day, of which 0 is one. */
export function cartAdditions(affinity: number): number {
  return Math.exp(SHOP.cartAdditions.intercept + SHOP.cartAdditions.perAffinity * affinity);
}
