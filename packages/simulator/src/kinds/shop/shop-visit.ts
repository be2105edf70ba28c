import type { Basket, SimulatedEvent } from '../../events/simulated-event.js';
import type { Visit } from '../../events/visit.js';
import { VisitRecorder } from '../../events/visit-recorder.js';
import type { RandomStream } from '../../model/random-stream.js';
import { TRAPS } from '../../model/traps.js';
import { CATALOGUE } from './catalogue-items.js';
import { PURCHASE_TRAPS, SHOP } from './shop-parameters.js';
import { cartAdditions } from './shop-people.js';

/** The shop's pages; `product` stands for the page of the event's first item. */
export const SHOP_PAGES = ['home', 'category', 'product', 'search', 'basket', 'checkout', 'confirmation'] as const;
type ShopPage = (typeof SHOP_PAGES)[number];

/** Draws the events of one visit to the shop. */
export function simulateShopVisit(random: RandomStream, visit: Visit): SimulatedEvent[] {
  const recorder = new VisitRecorder(random, visit);
  const { affinity } = visit.person;
  const draw = ({ intercept, perAffinity }: { intercept: number; perAffinity: number }) =>
    random.poisson(Math.exp(intercept + perAffinity * affinity));

  if (random.chance(SHOP.secondSessionShare)) {
    browse(random, recorder, visit.firstVisit, Math.floor(draw(SHOP.itemViews) / 2), 0);
    recorder.startSession();
    browse(random, recorder, false, Math.ceil(draw(SHOP.itemViews) / 2), draw(SHOP.searches));
  } else {
    browse(random, recorder, visit.firstVisit, draw(SHOP.itemViews), draw(SHOP.searches));
  }
  if (visit.signsIn) recorder.signIn('home');
  // One at least on a deep visit and none on others: what counts towards the threshold can be seen.
  const additions = visit.deep ? 1 + random.poisson(cartAdditions(affinity) / 2) : 0;
  for (let addition = 0; addition < additions; addition++) {
    recorder.record('add_to_cart', 'product', { basket: singleItem(random), engaged: true });
  }
  if (visit.converts) checkOut(random, recorder, visit.transactionNumber);
  else if (additions > 0 && random.chance(0.15)) {
    recorder.record('begin_checkout', 'checkout', { basket: singleItem(random), engaged: true });
  }
  return recorder.events();
}

function browse(random: RandomStream, recorder: VisitRecorder, first: boolean, items: number, searches: number): void {
  const landing: ShopPage = (['home', 'category', 'product'] as const)[random.below(3)]!;
  if (first || !random.chance(TRAPS.sessionsWithoutStart)) recorder.record('session_start', landing);
  if (first) recorder.record('first_visit', landing);
  recorder.record('page_view', landing);
  if (landing === 'category') {
    recorder.record('view_item_list', 'category', { basket: { ...singleItem(random), count: 3 }, engaged: true });
  }
  for (let search = 0; search < searches; search++) recorder.record('view_search_results', 'search', { engaged: true });
  for (let item = 0; item < items; item++) {
    const basket = singleItem(random);
    if (random.chance(0.15)) recorder.record('select_item', 'category', { basket, engaged: true });
    if (random.chance(0.25)) recorder.record('page_view', 'product', { basket, engaged: true });
    recorder.record('view_item', 'product', { basket, engaged: true });
  }
  if (random.chance(0.5)) recorder.record('scroll', landing, { engaged: true });
  if (random.chance(0.6)) recorder.record('user_engagement', landing, { engaged: true });
}

function checkOut(random: RandomStream, recorder: VisitRecorder, transactionNumber: number): void {
  const basket: Basket = { ...singleItem(random), count: 1 + random.below(3), quantity: 1 + random.below(2) };
  recorder.record('begin_checkout', 'checkout', { basket, engaged: true });
  recorder.record('page_view', 'confirmation', { engaged: true });
  const named = !random.chance(PURCHASE_TRAPS.withoutTransactionId);
  const nothing = random.chance(0.5) ? ('(not set)' as const) : null;
  const as = random.chance(PURCHASE_TRAPS.numericTransactionIds) ? 'number' : 'text';
  const transaction = named ? ({ id: transactionNumber, as } as const) : nothing;
  const valueAsInteger = random.chance(PURCHASE_TRAPS.wholeNumberValues);
  recorder.record('purchase', 'confirmation', {
    basket,
    engaged: true,
    purchase: { transaction, sentAgain: false, valueAsInteger },
  });
  // Only named transactions are sent twice, so that removing duplicates by id gives the true number of purchases.
  if (named && random.chance(PURCHASE_TRAPS.sentTwice / (1 - PURCHASE_TRAPS.withoutTransactionId))) {
    recorder.record('page_view', 'confirmation', { engaged: true });
    recorder.record('purchase', 'confirmation', {
      basket,
      engaged: true,
      purchase: { transaction, sentAgain: true, valueAsInteger },
    });
  }
}

function singleItem(random: RandomStream): Basket {
  return { first: random.below(CATALOGUE.length), count: 1, quantity: 1 };
}
