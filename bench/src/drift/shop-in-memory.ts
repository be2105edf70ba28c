import { sha256Hex } from '@propensity/core/hashing';
import type { InMemoryEvent, InMemoryFeature } from '@propensity/core/in-memory';
import { basketValue, type Shift, type SimulatedEvent, simulateSite } from '@propensity/simulator';

const DAY = 86_400_000;
const WINDOWS = [7, 28] as const;

export interface ShopOptions {
  readonly users: number;
  readonly days: number;
  readonly seed: number;
  readonly startDay: string;
  readonly shifts: readonly Shift[];
}

/** A simulated shop as events in memory. Purchases that a reload sent again, and visitors without an id, are left out. */
export function shopEvents(options: ShopOptions): InMemoryEvent[] {
  const site = simulateSite(options);
  const events: InMemoryEvent[] = [];
  for (const { day, events: own } of site.days()) {
    const factor = site.shifts.priceFactor(day);
    for (const event of own) {
      if (event.userPseudoId !== null && event.purchase?.sentAgain !== true) events.push(inMemory(event, factor));
    }
  }
  return events;
}

function inMemory(event: SimulatedEvent, priceFactor: number): InMemoryEvent {
  const { name, timestampMicros, userPseudoId, person, device, basket } = event;
  return {
    name,
    userId: userPseudoId,
    time: Math.floor(timestampMicros / 1000),
    fields: {
      source: person.source.source,
      medium: person.source.medium,
      campaign: person.source.campaign,
      country: person.place.country,
      region: person.place.region,
      language: person.place.language,
      device: device.trait.category,
      browser: device.trait.browser,
    },
    params: { value: basket === null ? null : priceFactor * basketValue(basket) },
  };
}

const ATTRIBUTES = ['source', 'medium', 'campaign', 'country', 'region', 'language', 'device', 'browser'] as const;

/**
 * Features like those of a shop on a warehouse: counts of every event and active days over a week and the whole window, recency, what was
 * looked at and paid, and who the user is.
 */
export function shopFeatures(names: readonly string[]): InMemoryFeature[] {
  const within = (events: readonly InMemoryEvent[], time: number, days: number) =>
    events.filter((event) => event.time >= time - days * DAY);
  const valuesOf = (events: readonly InMemoryEvent[], name: string) =>
    events.flatMap((event) => (event.name === name && event.params?.value != null ? [Number(event.params.value)] : []));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return [
    ...names.flatMap((name) =>
      WINDOWS.map((days) =>
        numeric(`${name}_${days}d`, (events, time) => within(events, time, days).filter((e) => e.name === name).length),
      ),
    ),
    ...WINDOWS.map((days) =>
      numeric(
        `active_days_${days}d`,
        (events, time) => new Set(within(events, time, days).map((e) => Math.floor((time - e.time) / DAY))).size,
      ),
    ),
    numeric('days_since_last_event', (events, time) => (time - Math.max(...events.map((event) => event.time))) / DAY),
    numeric('days_since_first_event', (events, time) => (time - Math.min(...events.map((event) => event.time))) / DAY),
    numeric('days_since_purchase', (events, time) => {
      const times = events.flatMap((event) => (event.name === 'purchase' ? [event.time] : []));
      return times.length === 0 ? null : (time - Math.max(...times)) / DAY;
    }),
    numeric('revenue_28d', (events) => sum(valuesOf(events, 'purchase'))),
    numeric('mean_price_viewed_7d', (events, time) => {
      const values = valuesOf(within(events, time, 7), 'view_item');
      return values.length === 0 ? null : sum(values) / values.length;
    }),
    numeric('mean_price_viewed_28d', (events) => {
      const values = valuesOf(events, 'view_item');
      return values.length === 0 ? null : sum(values) / values.length;
    }),
    ...ATTRIBUTES.map(
      (attribute): InMemoryFeature => ({
        spec: { ...specOf(attribute), kind: 'categorical', unit: 'category' },
        compute: (events) => (events[0]!.fields![attribute] ?? null) as string | null,
      }),
    ),
  ];
}

function numeric(name: string, compute: InMemoryFeature['compute']): InMemoryFeature {
  return { spec: { ...specOf(name), kind: 'numeric', unit: 'count' }, compute };
}

function specOf(name: string) {
  return { name, meaning: name, definitionHash: sha256Hex(`bench ${name}`).slice(0, 16) };
}
