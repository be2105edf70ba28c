import { PropensityError } from '@propensity/core';
import type { Person } from './person.js';
import type { RandomStream } from './random-stream.js';
import { source } from './traits.js';

/**
 * What can change in a shop from a day on: `prices`, everything costs half as much again, and fewer buy; `campaign`, most newcomers come by a
 * campaign that was not there before, and seldom buy; `tag`, phones do not send `add_to_cart` any more, and nothing else changes.
 */
export const SHIFT_KINDS = ['prices', 'campaign', 'tag'] as const;

export type ShiftKind = (typeof SHIFT_KINDS)[number];

/** A change of the site. */
export interface Shift {
  readonly kind: ShiftKind;
  /** The first day with it, as an index from the first day of the export. */
  readonly day: number;
}

/** What prices are multiplied by, and the odds of converting. */
export const PRICE_SHIFT = { prices: 1.5, odds: 0.5 } as const;
/** Share of the newcomers whom the new campaign brings, and where they come from. */
const CAMPAIGN_SHARE = 0.7;
export const CAMPAIGN = source(0, 'videos.example', 'paid_social', 'autumn_launch', -1.5, 0.2);
/** What the broken tag loses. */
const LOST = { event: 'add_to_cart', device: 'mobile' } as const;

/** The shifts of a simulation. */
export class Shifts {
  readonly #days: ReadonlyMap<ShiftKind, number>;

  /** @throws PropensityError `bad_simulation` when one is of no kind, twice there, or on no day of the export */
  constructor(shifts: readonly Shift[], days: number) {
    this.#days = new Map(shifts.map(({ kind, day }) => [kind, day]));
    const isWrong = ({ kind, day }: Shift) =>
      !SHIFT_KINDS.includes(kind) || !Number.isInteger(day) || day < 0 || day >= days;
    const wrong = shifts.find(isWrong);
    if (wrong === undefined && this.#days.size === shifts.length) return;
    throw new PropensityError('bad_simulation', `shifts are ${JSON.stringify(shifts)}.`, {
      kind: 'usage',
      hint: `Each kind (${SHIFT_KINDS.join(', ')}) may be there once, with a day from 0 to ${days - 1}.`,
      details: { option: 'shifts', value: shifts },
    });
  }

  /** Whether the shift is there on that day. */
  has(kind: ShiftKind, day: number): boolean {
    return (this.#days.get(kind) ?? Number.POSITIVE_INFINITY) <= day;
  }

  /** Whether there is such a shift on any day. */
  contains(kind: ShiftKind): boolean {
    return this.#days.has(kind);
  }

  /** What prices are multiplied by on that day. */
  priceFactor(day: number): number {
    return this.has('prices', day) ? PRICE_SHIFT.prices : 1;
  }

  /** A probability of converting on that day, from what it is without shifts. */
  conversion(probability: number, day: number): number {
    return this.has('prices', day) ? timesOdds(probability, PRICE_SHIFT.odds) : probability;
  }

  /** Whether an event of that day never arrives. */
  loses(event: string, device: string, day: number): boolean {
    return event === LOST.event && device === LOST.device && this.has('tag', day);
  }

  /** A person, brought by the campaign if that is who is drawn; everybody is asked for once, in their order. */
  person(person: Person, random: RandomStream): Person {
    if (!this.contains('campaign')) return person;
    const comesByIt = random.chance(CAMPAIGN_SHARE) && this.has('campaign', person.arrivalDay);
    return comesByIt ? broughtByCampaign(person) : person;
  }
}

function broughtByCampaign(person: Person): Person {
  const { source: before, conversion } = person;
  const odds = Math.exp(CAMPAIGN.conversionEffect - before.conversionEffect);
  return {
    ...person,
    source: CAMPAIGN,
    visitRate: Math.min(0.9, person.visitRate * Math.exp(CAMPAIGN.visitEffect - before.visitEffect)),
    conversion: { cold: timesOdds(conversion.cold, odds), warm: timesOdds(conversion.warm, odds) },
  };
}

function timesOdds(probability: number, factor: number): number {
  const odds = (probability / (1 - probability)) * factor;
  return odds / (1 + odds);
}
