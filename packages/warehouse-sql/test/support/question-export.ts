import type { TableField } from '../../src/index.js';
import type { RawDay } from './awkward-export.js';

/** The windows of the questions: S with 7 days before it and 3 from it on, in UTC. */
export const QUESTION_WINDOWS = {
  snapshot: '2025-03-11',
  lookbackDays: 7,
  horizonDays: 3,
  timeZone: 'UTC',
} as const;

const columns = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const record = (name: string, fields: readonly TableField[], mode = 'NULLABLE'): TableField => ({
  name,
  type: 'RECORD',
  mode,
  fields,
});
const keyed = (name: string) =>
  record(
    name,
    [
      ...columns('STRING', 'key'),
      record('value', [
        ...columns('STRING', 'string_value'),
        ...columns('INTEGER', 'int_value'),
        ...columns('FLOAT', 'float_value', 'double_value'),
      ]),
    ],
    'REPEATED',
  );

const FIELDS: readonly TableField[] = [
  ...columns('STRING', 'event_date', 'event_name', 'user_id', 'user_pseudo_id', 'platform'),
  ...columns('INTEGER', 'event_timestamp'),
  ...columns('BOOLEAN', 'is_active_user'),
  keyed('event_params'),
  keyed('user_properties'),
  record('privacy_info', columns('STRING', 'analytics_storage')),
  record('ecommerce', [...columns('FLOAT', 'purchase_revenue'), ...columns('STRING', 'transaction_id')]),
  record(
    'items',
    [...columns('STRING', 'item_id', 'item_category'), ...columns('FLOAT', 'price'), ...columns('INTEGER', 'quantity')],
    'REPEATED',
  ),
];

type Value = string | number;
type Values = Readonly<Record<string, Value>>;

/** An event of the questions. */
export interface QuestionEvent {
  readonly device: string | null;
  /** `2025-03-11 10:00:00`, UTC. */
  readonly at: string;
  readonly name: string;
  readonly person?: string;
  readonly params?: Values;
  readonly properties?: Values;
  readonly platform?: string;
  readonly consent?: string;
  readonly active?: boolean;
  readonly transaction?: string;
  readonly items?: readonly Readonly<Record<string, Value>>[];
}

/** In the order of their moments. */
export const QUESTION_EVENTS: readonly QuestionEvent[] = [
  // Signed in on one device, anonymous on it before, and on another that is never known.
  { device: 'd1', at: '2025-03-04 00:00:00', name: 'page_view', platform: 'WEB', consent: 'Yes' },
  { device: 'd1', at: '2025-03-05 10:00:00', name: 'login', person: 'ann', platform: 'WEB', consent: 'Yes' },
  { device: 'd1', at: '2025-03-05 10:00:01', name: 'page_view', params: { page_location: 'https://a/thank-you?x=1' } },
  { device: 'd2', at: '2025-03-05 11:00:00', name: 'page_view', person: 'ann', platform: 'IOS', consent: 'Yes' },
  // A tablet that two people share: the last to sign in before S is bob.
  { device: 'd3', at: '2025-03-06 09:00:00', name: 'login', person: 'ann' },
  { device: 'd3', at: '2025-03-06 09:30:00', name: 'page_view' },
  { device: 'd3', at: '2025-03-06 20:00:00', name: 'login', person: 'bob', platform: 'WEB' },
  { device: 'd3', at: '2025-03-06 20:00:00', name: 'view_item', person: 'abe', platform: 'WEB' },
  // Known only from after S on.
  { device: 'd4', at: '2025-03-07 08:00:00', name: 'page_view', platform: 'WEB', consent: 'No' },
  { device: 'd4', at: '2025-03-11 00:00:00', name: 'login', person: 'cid' },
  { device: 'd4', at: '2025-03-11 08:00:00', name: 'purchase', params: { value: 49.5 }, transaction: 'T1' },
  { device: 'd4', at: '2025-03-11 08:00:09', name: 'purchase', params: { value: 49.5 }, transaction: 'T1' },
  // Never known.
  { device: 'd5', at: '2025-03-08 08:00:00', name: 'purchase', params: { value: 12 }, transaction: 'T2', active: true },
  {
    device: 'd5',
    at: '2025-03-12 08:00:00',
    name: 'purchase',
    params: { value: '60' },
    transaction: 'T3',
    active: false,
  },
  {
    device: 'd5',
    at: '2025-03-09 08:00:00',
    name: 'view_item',
    properties: { plan: 'pro', seats: 5 },
    items: [
      { item_id: 'i1', item_category: 'Shoes', price: 10, quantity: 1 },
      { item_id: 'i2', item_category: 'Hats', price: 90, quantity: 1 },
    ],
  },
  // No device: consent was refused, but the person is known.
  { device: null, at: '2025-03-09 12:00:00', name: 'page_view', person: 'dee', properties: { plan: 'free' } },
  { device: null, at: '2025-03-09 12:30:00', name: 'page_view' },
  // Buys on the device that became bob's.
  { device: 'd3', at: '2025-03-12 10:00:00', name: 'purchase', params: { value: 5 } },
  { device: 'd6', at: '2025-03-10 23:59:59', name: '会員登録', params: { form_id: 'brochure' }, platform: 'WEB' },
  { device: 'd6', at: '2025-03-13 23:59:59', name: '会員登録', params: { form_id: 12 }, platform: 'WEB' },
  { device: 'd7', at: '2025-03-10 10:00:00', name: 'sign up', params: { form_id: 'line\nbreak' }, platform: '' },
  { device: 'd7', at: '2025-03-14 00:00:00', name: 'purchase', params: { value: 1000 } },
  // On the day before the lookback.
  { device: 'd8', at: '2025-03-03 23:59:59', name: 'login', person: 'eve' },
  { device: 'd8', at: '2025-03-04 00:00:00', name: 'page_view' },
  { device: 'd8', at: '2025-03-13 00:00:00', name: 'purchase', params: { value: 3 } },
];

/** The same as one day table; the statements do not ask which table an event is in. */
export const QUESTION_EXPORT: readonly RawDay[] = [
  { suffix: '20250311', fields: FIELDS, rows: QUESTION_EVENTS.map(rawRow) },
];

function rawRow(event: QuestionEvent): object {
  return {
    event_timestamp: Date.parse(`${event.at.replace(' ', 'T')}Z`) * 1000,
    event_name: event.name,
    user_id: event.person ?? null,
    user_pseudo_id: event.device,
    platform: event.platform ?? null,
    is_active_user: event.active ?? null,
    event_params: listOf({ ga_session_id: 1, ...event.params }),
    user_properties: listOf(event.properties ?? {}),
    privacy_info: event.consent === undefined ? null : { analytics_storage: event.consent },
    ecommerce: event.transaction === undefined ? null : { transaction_id: event.transaction },
    items: event.items ?? [],
  };
}

function listOf(values: Values): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: typed(value) }));
}

function typed(value: Value): object {
  if (typeof value === 'string') return { string_value: value };
  return Number.isInteger(value) ? { int_value: value } : { double_value: value };
}
