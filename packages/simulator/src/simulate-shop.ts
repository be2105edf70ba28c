import { simulateVisit } from './events/simulate-visit.js';
import type { SimulatedEvent } from './events/simulated-event.js';
import { type RandomStream, randomStream } from './model/random-stream.js';
import { SHOP, TRAPS } from './model/shop-parameters.js';
import { drawShopper, type Shopper, visitProbability } from './model/shopper.js';
import { checkedOptions, type SimulationOptions } from './model/simulation-options.js';
import { FIRST_TRUTH_DAY, type SnapshotTruth, TruthLedger } from './model/truth-ledger.js';

/** One day of the shop. */
export interface SimulatedDay {
  /** Day index from the first day of the export. */
  readonly day: number;
  readonly events: readonly SimulatedEvent[];
  /** The snapshots whose truth became known with this day; on the last day also those that stay open. */
  readonly truth: readonly SnapshotTruth[];
}

/** A shop: its people, and its days, each produced when asked for. */
export interface ShopSimulation {
  readonly options: Required<SimulationOptions>;
  readonly shoppers: readonly Shopper[];
  /** Starts over at every call and gives the same days each time. */
  days(): Generator<SimulatedDay, void>;
}

const DAY_MICROS = 86_400_000_000;

/**
 * Sets up a shop of which every user's probability of buying is known; no I/O, no clock.
 * @throws PropensityError `bad_simulation` or `bad_date`, see {@link SimulationOptions}
 */
export function simulateShop(options: SimulationOptions): ShopSimulation {
  const checked = checkedOptions(options);
  const traits = randomStream(checked.seed).split();
  const shoppers = Array.from({ length: checked.users }, (_, index) => drawShopper(traits, index, checked.days));
  return { options: checked, shoppers, days: () => simulateDays(checked, shoppers) };
}

/** The events of a simulated shop, day by day; see {@link simulateShop}. */
export function* simulateEvents(options: SimulationOptions): Generator<SimulatedEvent, void> {
  for (const { events } of simulateShop(options).days()) yield* events;
}

function* simulateDays(
  options: Required<SimulationOptions>,
  shoppers: readonly Shopper[],
): Generator<SimulatedDay, void> {
  const { users, days, seed, startDay, horizonDays } = options;
  const source = randomStream(seed);
  source.split(); // the shoppers' own
  const random = source.split();
  const strangers = source.split();
  const ledger = new TruthLedger(users, horizonDays);
  const sessions = Int32Array.from(shoppers, (shopper) => sessionsBeforeExport(random, shopper));
  const firstMicros = Date.parse(startDay) * 1000;
  const firstWeekday = (new Date(startDay).getUTCDay() + 6) % 7;
  let visits = 0;

  for (let day = 0; day < days; day++) {
    const weekday = (firstWeekday + day) % 7;
    const dayStartMicros = firstMicros + day * DAY_MICROS;
    const events: SimulatedEvent[] = [];
    if (day >= FIRST_TRUTH_DAY) ledger.takeSnapshot(shoppers, day, weekday);
    for (const shopper of shoppers) {
      if (shopper.arrivalDay > day) continue;
      const firstVisit = shopper.arrivalDay === day;
      const visitChance = visitProbability(shopper, weekday);
      const seen = day <= shopper.lastDay && (firstVisit || random.chance(visitChance));
      const purchases = seen && random.chance(shopper.purchaseProbability);
      ledger.observe(shopper, day, visitChance, seen, purchases);
      if (!seen) continue;
      const when = { day, dayStartMicros };
      const sessionsBefore = sessions[shopper.index]!;
      const visit = { ...when, shopper, identified: true, firstVisit, purchases, sessionsBefore };
      const visitEvents = simulateVisit(random, { ...visit, transactionNumber: transactionNumber(visits++) });
      sessions[shopper.index] = visitEvents.at(-1)!.session.number!;
      for (const event of visitEvents) events.push(event);
      if (strangers.chance(TRAPS.cookielessVisits)) {
        for (const event of cookielessVisit(strangers, when, transactionNumber(visits++))) events.push(event);
      }
    }
    const truth = ledger.matured(day + 1);
    if (day === days - 1) {
      if (days >= FIRST_TRUTH_DAY) ledger.takeSnapshot(shoppers, days, (weekday + 1) % 7);
      truth.push(...ledger.unfinished());
    }
    yield { day, events, truth };
  }
}

/** A visit by somebody who refuses cookies: a stranger every time, so that no known user's truth is touched. */
function cookielessVisit(
  random: RandomStream,
  when: { readonly day: number; readonly dayStartMicros: number },
  transactionNumber: number,
): SimulatedEvent[] {
  const shopper = drawShopper(random, -1, 1);
  const purchases = random.chance(shopper.purchaseProbability);
  const visit = { ...when, shopper, identified: false, firstVisit: false, purchases, sessionsBefore: 0 };
  return simulateVisit(random, { ...visit, transactionNumber });
}

function sessionsBeforeExport(random: RandomStream, { arrivalDay, visitRate }: Shopper): number {
  if (arrivalDay >= 0) return 0;
  return 1 + random.poisson(-arrivalDay * visitRate * (1 + SHOP.secondSessionShare));
}

/** Different for every visit, ten digits, as far apart as real order numbers are. */
function transactionNumber(visit: number): number {
  return 4_100_000_000 + visit * 7;
}
