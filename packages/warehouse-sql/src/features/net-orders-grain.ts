import { millionths } from '../arithmetic/millionths.js';
import type { Dialect } from '../dialect/dialect.js';
import { eventsOf, type Roles } from '../source/roles.js';
import type { GrainDefinition } from './grain-definition.js';
import { isEventSql } from './row-condition.js';

/**
 * Orders less their refunds: a row per order that has not been given back (`is_order` 1), and a row per part of it that
 * has (`is_order` 0, `amount` negative).
 *
 * A refund belongs to the user's order of the same id. Without an amount, or when all refunds of the order come to at
 * least what it cost, it takes the order back. Refunds of one amount are one refund that was sent twice. `amount` is
 * NULL where what is left of an order is not known.
 */
export const NET_ORDERS: GrainDefinition = {
  version: 1,
  columns: ['event_micros', 'transaction_id', 'purchase_revenue', 'refund_amount', 'local_millionths', 'currency'],
  roles: ['purchase', 'refund'],
  sql: (dialect, roles) => {
    const of = (order: string) => `OVER (PARTITION BY user_id, order_key) AS ${order}`;
    return `SELECT user_id, is_order, first_micros, last_micros,
    CASE WHEN order_amount IS NULL OR unknown_refunds > 0 THEN NULL WHEN is_order = 1 THEN paid ELSE -refunded END AS amount
  FROM (
    SELECT user_id, is_order, first_micros, last_micros, paid, refunded,
      MAX(paid) ${of('order_amount')}, MAX(is_order) ${of('has_order')},
      MAX(CASE WHEN is_order = 1 THEN local_amount END) ${of('order_local')}, MAX(CASE WHEN is_order = 1 THEN currency END) ${of('order_currency')},
      MAX(CASE WHEN is_order = 0 THEN currency END) ${of('refund_currency')},
      COUNT(CASE WHEN is_order = 0 AND refunded IS NULL THEN 1 END) ${of('unknown_refunds')},
      COUNT(CASE WHEN is_order = 0 AND refunded IS NULL AND local_amount IS NULL THEN 1 END) ${of('whole_refunds')},
      SUM(CASE WHEN is_order = 0 THEN local_amount END) ${of('refunded_local')},
      SUM(${wholeNumber(dialect, 'refunded')}) ${of('refunded_amount')}
    FROM (
${movementsSql(dialect, roles)}
    ) AS movements
  ) AS of_orders
  WHERE has_order = 1 AND whole_refunds = 0 AND COALESCE(refunded_amount < ${wholeNumber(dialect, 'order_amount')}, TRUE)
    AND (COALESCE(refunded_local < order_local, TRUE) OR COALESCE(refund_currency <> order_currency, FALSE))`;
  },
};

/** A row per order and per refund of an id, each once however often it was sent. */
function movementsSql(dialect: Dialect, roles: Roles): string {
  const isOrder = isEventSql(dialect, eventsOf(roles, 'purchase'));
  const isEither = isEventSql(dialect, eventsOf(roles, 'purchase', 'refund'));
  const sameRefund = `CASE WHEN NOT ${isOrder} THEN COALESCE(local_millionths, ${millionths(dialect, 'refund_amount')}) END`;
  return `SELECT user_id, order_key, is_order, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros,
      MAX(purchase_revenue) AS paid, MAX(refund_amount) AS refunded, MAX(${dialect.cast('local_millionths', 'float')}) AS local_amount, MAX(currency) AS currency
      FROM (
        SELECT user_id, COALESCE('id ' || transaction_id, 'at ' || ${dialect.cast('event_micros', 'string')}) AS order_key,
          CASE WHEN ${isOrder} THEN 1 ELSE 0 END AS is_order, ${sameRefund} AS same_refund,
          event_micros, purchase_revenue, refund_amount, local_millionths, currency
        FROM window_events WHERE ${isEither} AND (${isOrder} OR transaction_id IS NOT NULL)
      ) AS sent
      GROUP BY user_id, order_key, is_order, same_refund`;
}

/** Whole millionths as a float: their sums are exact up to thousands of millions, in any order. */
function wholeNumber(dialect: Dialect, amount: string): string {
  return dialect.cast(millionths(dialect, amount), 'float');
}
