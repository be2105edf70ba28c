import { EVENT_NAMES, PAGES, type SimulatedEvent } from '../events/simulated-event.js';
import { DEVICES, PLACES, SOURCES } from '../model/trait-catalogue.js';

/** Columns of the table of events before SQL nests them: codes point into the dimension tables, -1 means none. */
export const FLAT_EVENT_COLUMNS = {
  day: 'int',
  micros: 'double',
  name: 'int',
  shopper: 'int',
  device: 'int',
  place: 'int',
  source: 'int',
  session_id: 'double',
  session_number: 'int',
  has_first_touch: 'int',
  page: 'int',
  engagement: 'int',
  engaged_as_integer: 'int',
  basket_first: 'int',
  basket_count: 'int',
  basket_quantity: 'int',
  transaction_id: 'double',
  transaction_as: 'int',
  sent_again: 'int',
  value_as_integer: 'int',
} as const;

/** `transaction_as`: how a purchase names its transaction. */
export const TRANSACTION = { none: -1, notSet: 0, text: 1, number: 2 } as const;

const codes = <Value>(values: readonly Value[]) => new Map(values.map((value, code) => [value, code]));
const NAME_CODES = codes(EVENT_NAMES);
const PAGE_CODES = codes(PAGES);
const DEVICE_CODES = codes(DEVICES);
const PLACE_CODES = codes(PLACES);
const SOURCE_CODES = codes(SOURCES);

/** One event as a row of {@link FLAT_EVENT_COLUMNS}. */
export function flatEvent(event: SimulatedEvent): number[] {
  const { shopper, session, basket, purchase } = event;
  const transaction = purchase?.transaction ?? null;
  const named = transaction !== null && transaction !== '(not set)';
  return [
    event.day,
    event.timestampMicros,
    NAME_CODES.get(event.name)!,
    event.userPseudoId === null ? -1 : shopper.index,
    DEVICE_CODES.get(shopper.device)!,
    PLACE_CODES.get(shopper.place)!,
    SOURCE_CODES.get(shopper.source)!,
    session.id ?? -1,
    session.number ?? -1,
    Number(session.hasFirstTouch),
    PAGE_CODES.get(event.page)!,
    event.engagementTimeMsec ?? -1,
    Number(event.sessionEngagedAsInteger),
    basket?.first ?? -1,
    basket?.count ?? -1,
    basket?.quantity ?? -1,
    named ? transaction.id : -1,
    named ? TRANSACTION[transaction.as] : transaction === null ? TRANSACTION.none : TRANSACTION.notSet,
    Number(purchase?.sentAgain ?? false),
    Number(purchase?.valueAsInteger ?? false),
  ];
}
