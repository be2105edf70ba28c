import type { SimulatedEvent } from '../events/simulated-event.js';
import type { SiteKind } from '../kinds/site-kind.js';
import type { Shifts } from '../model/shifts.js';
import { DEVICES } from '../model/traits.js';
import { TRANSACTION } from './transaction-sql.js';

/** Columns of the table of events before SQL nests them: codes point into the dimension tables, -1 means none. */
export const FLAT_EVENT_COLUMNS = {
  day: 'int',
  micros: 'double',
  name: 'int',
  person: 'int',
  browser: 'int',
  signed_in: 'int',
  device: 'int',
  place: 'int',
  source: 'int',
  session_id: 'double',
  session_number: 'int',
  session_source: 'int',
  has_first_touch: 'int',
  page: 'int',
  engagement: 'int',
  engaged_as_integer: 'int',
  basket_first: 'int',
  basket_count: 'int',
  basket_quantity: 'int',
  price_factor: 'double',
  transaction_id: 'double',
  transaction_as: 'int',
  sent_again: 'int',
  value_as_integer: 'int',
  detail: 'int',
} as const;

/** Gives the function that makes an event of that kind of site a row of {@link FLAT_EVENT_COLUMNS}. */
export function flatEvents(kind: SiteKind, shifts: Pick<Shifts, 'priceFactor'>): (event: SimulatedEvent) => number[] {
  const names = codes(kind.eventNames);
  const pages = codes(kind.pages.map(({ name }) => name));
  const devices = codes(DEVICES);
  const places = codes(kind.places);
  const sources = codes(kind.sources);
  const details = codes(kind.details);
  return (event) => {
    const { person, device, session, basket, purchase, detail } = event;
    const transaction = purchase?.transaction ?? null;
    const named = transaction !== null && transaction !== '(not set)';
    return [
      event.day,
      event.timestampMicros,
      names.get(event.name)!,
      event.userPseudoId === null ? -1 : person.index,
      event.userPseudoId === null ? -1 : device.index,
      Number(event.signedIn),
      devices.get(device.trait)!,
      places.get(person.place)!,
      sources.get(person.source)!,
      session.id ?? -1,
      session.number ?? -1,
      session.source === null ? -1 : sources.get(session.source)!,
      Number(session.hasFirstTouch),
      pages.get(event.page)!,
      event.engagementTimeMsec ?? -1,
      Number(event.sessionEngagedAsInteger),
      basket?.first ?? -1,
      basket?.count ?? -1,
      basket?.quantity ?? -1,
      shifts.priceFactor(event.day),
      named ? transaction.id : -1,
      named ? TRANSACTION[transaction.as] : transaction === null ? TRANSACTION.none : TRANSACTION.notSet,
      Number(purchase?.sentAgain ?? false),
      Number(purchase?.valueAsInteger ?? false),
      detail === null ? -1 : details.get(detail)!,
    ];
  };
}

function codes<Value>(values: readonly Value[]): ReadonlyMap<Value, number> {
  return new Map(values.map((value, code) => [value, code]));
}
