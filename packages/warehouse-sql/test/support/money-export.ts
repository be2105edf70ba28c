import type { TableField } from '../../src/index.js';
import type { RawDay } from './awkward-export.js';

export const MONEY_SNAPSHOT = '2025-03-11';
export const MONEY_WINDOW = { timeZone: 'UTC', from: '2025-03-01', until: '2025-03-20' } as const;

const fields = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const list = (name: string, of: readonly TableField[]): TableField => ({
  name,
  type: 'RECORD',
  mode: 'REPEATED',
  fields: of,
});
const record = (name: string, of: readonly TableField[]): TableField => ({ name, type: 'RECORD', fields: of });

const FIELDS: readonly TableField[] = [
  ...fields('STRING', 'event_name', 'user_pseudo_id'),
  ...fields('INTEGER', 'event_timestamp'),
  list('event_params', [
    ...fields('STRING', 'key'),
    record('value', [
      ...fields('STRING', 'string_value'),
      ...fields('INTEGER', 'int_value'),
      ...fields('FLOAT', 'double_value'),
    ]),
  ]),
  record('ecommerce', [
    ...fields('FLOAT', 'purchase_revenue_in_usd', 'purchase_revenue', 'refund_value_in_usd', 'refund_value'),
    ...fields('STRING', 'transaction_id'),
  ]),
  list('items', [...fields('STRING', 'item_id'), ...fields('FLOAT', 'price_in_usd', 'price', 'quantity')]),
];

export interface Paid {
  readonly id?: string;
  readonly usd?: number;
  readonly local?: number;
  /** The parameter `value`. */
  readonly value?: string | number;
  readonly currency?: string;
  /** Hours before S; 48 when left out. */
  readonly hours?: number;
}

export interface Priced {
  readonly usd?: number;
  readonly price?: number;
  readonly quantity?: number;
}

/** An event of a user, made by one of the functions below. */
export type MoneyEvent = (user: string, place: number) => object;

const S = Date.parse(`${MONEY_SNAPSHOT}T00:00:00Z`) * 1000;

const eventOf =
  (name: string, hours: number, { value, currency, id }: Paid, more: object): MoneyEvent =>
  (user, place) => ({
    event_timestamp: S - hours * 3_600_000_000 + place,
    event_name: name,
    user_pseudo_id: user,
    event_params: [
      ...(value === undefined
        ? []
        : [{ key: 'value', value: typeof value === 'string' ? { string_value: value } : { double_value: value } }]),
      ...(currency === undefined ? [] : [{ key: 'currency', value: { string_value: currency } }]),
      ...(id === undefined ? [] : [{ key: 'transaction_id', value: { string_value: id } }]),
    ],
    ...more,
  });

export const order = (paid: Paid): MoneyEvent =>
  eventOf('purchase', paid.hours ?? 48, paid, {
    ecommerce: { purchase_revenue_in_usd: paid.usd, purchase_revenue: paid.local },
  });

export const refund = (paid: Paid): MoneyEvent =>
  eventOf('refund', paid.hours ?? 24, paid, {
    ecommerce: { refund_value_in_usd: paid.usd, refund_value: paid.local, transaction_id: paid.id },
  });

export const viewed = (items: readonly Priced[], currency?: string): MoneyEvent =>
  eventOf('view_item', 24, currency === undefined ? {} : { currency }, {
    items: items.map(({ usd, price, quantity }) => ({ item_id: 'i', price_in_usd: usd, price, quantity })),
  });

/** A day of these users' events. */
export function moneyDay(users: Readonly<Record<string, readonly MoneyEvent[]>>): RawDay {
  const rows = Object.entries(users).flatMap(([user, events]) => events.map((make, place) => make(user, place)));
  return { suffix: '20250310', fields: FIELDS, rows: JSON.parse(JSON.stringify(rows)) as object[] };
}
