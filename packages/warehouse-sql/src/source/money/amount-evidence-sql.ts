import type { AmountEvidence } from '@propensity/core/ports';
import type { Dialect } from '../../dialect/dialect.js';
import type { Relation } from '../../dialect/relation.js';
import { isEventSql } from '../../features/row-condition.js';
import type { EventColumn } from '../event-columns.js';
import { eventsOf, type Roles } from '../roles.js';
import { CONVERTED_CURRENCY } from './money-sql.js';

/** The columns of the events that are looked at, besides the source's `amountText`. */
export const AMOUNT_COLUMNS: readonly EventColumn[] = [
  'user_id',
  'event_micros',
  'event_name',
  'transaction_id',
  'purchase_revenue',
  'local_millionths',
  'currency',
];

export interface AmountEvidenceOptions {
  readonly dialect: Dialect;
  readonly roles: Roles;
  /** Events as delivered, with `AMOUNT_COLUMNS` and `amountText`. */
  readonly events: Relation;
  /** The column with the text in which a purchase may give its amount. */
  readonly amountText: string;
}

/** Orders by the currency in which their amount is not known; in the row of NULL, all others. */
export interface AmountEvidenceRow {
  readonly foreign_currency: string | null;
  readonly orders: number;
  /** 0 in all rows but those of orders that are in another currency. */
  readonly foreign_orders: number;
  readonly unreadable: number;
  readonly refunds: number;
}

/** Rows of `AmountEvidenceRow`. An order is one as features count it: sent twice, it is one. */
export function amountEvidenceSql({ dialect, roles, events, amountText }: AmountEvidenceOptions): string {
  const isOrder = isEventSql(dialect, eventsOf(roles, 'purchase'));
  const isEither = isEventSql(dialect, eventsOf(roles, 'purchase', 'refund'));
  const ofOrder = (sql: string) => `MAX(CASE WHEN ${isOrder} THEN ${sql} END)`;
  return `SELECT CASE WHEN is_foreign = 1 THEN currency END AS foreign_currency, COUNT(*) AS orders,
  COUNT(CASE WHEN is_foreign = 1 THEN 1 END) AS foreign_orders,
  COUNT(CASE WHEN paid IS NULL AND local_amount IS NULL AND amount IS NOT NULL THEN 1 END) AS unreadable,
  COUNT(CASE WHEN refunded > 0 THEN 1 END) AS refunds
FROM (
  SELECT *, CASE WHEN paid IS NULL AND local_amount IS NOT NULL THEN 1 ELSE 0 END AS is_foreign
  FROM (
    SELECT user_id, COALESCE('id ' || transaction_id, 'at ' || ${dialect.cast('event_micros', 'string')}) AS order_key,
      ${ofOrder('purchase_revenue')} AS paid, ${ofOrder('local_millionths')} AS local_amount, ${ofOrder('currency')} AS currency,
      ${ofOrder(dialect.identifier(amountText))} AS amount, COUNT(CASE WHEN ${isOrder} THEN 1 END) AS sent, COUNT(CASE WHEN NOT ${isOrder} THEN 1 END) AS refunded
    FROM ${events} AS events WHERE ${isEither} GROUP BY 1, 2
  ) AS moved
  WHERE sent > 0
) AS orders
GROUP BY 1`;
}

/** @param summed the currency that is added up, ISO 4217; null for the one into which Analytics converts */
export function amountEvidenceOf(rows: readonly AmountEvidenceRow[], summed: string | null): AmountEvidence {
  const total = (column: 'orders' | 'foreign_orders' | 'unreadable' | 'refunds') =>
    rows.reduce((sum, row) => sum + row[column], 0);
  const foreign = rows.flatMap(({ foreign_currency: code, foreign_orders: orders }) =>
    code === null ? [] : [{ code, orders }],
  );
  foreign.sort((a, b) => b.orders - a.orders || (a.code < b.code ? -1 : 1));
  return {
    currency: summed ?? CONVERTED_CURRENCY,
    orders: total('orders'),
    foreign: total('foreign_orders'),
    currencies: foreign.map(({ code }) => code),
    unreadable: total('unreadable'),
    refunds: total('refunds'),
  };
}
