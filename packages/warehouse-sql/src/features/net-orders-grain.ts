import { exactSumOfElements } from '../arithmetic/exact-sum-of-elements.js';
import { isMillionths, millionths } from '../arithmetic/millionths.js';
import type { Dialect } from '../dialect/dialect.js';
import { eventsOf, type Roles } from '../source/roles.js';
import type { GrainDefinition } from './grain-definition.js';
import { isEventSql } from './row-condition.js';

/**
 * Orders that have not been given back; `amount` is what they cost less what was refunded of them, NULL where it is not
 * known.
 *
 * A refund belongs to the user's order of the same id. Without an amount, or when all refunds of the order come to at
 * least what it cost, it takes the order back. Refunds of one order and amount are one refund that was sent twice.
 */
export const NET_ORDERS: GrainDefinition = {
  version: 1,
  columns: ['event_micros', 'transaction_id', 'purchase_revenue', 'refund_amount', 'local_millionths', 'currency'],
  roles: ['purchase', 'refund'],
  sql: (dialect, roles) => {
    const isMore = (refunded: string, paid: string) => `COALESCE(${refunded} >= ${paid}, FALSE)`;
    const isSameCurrency = `COALESCE(refunds.currency = bought.currency, TRUE)`;
    return `SELECT bought.user_id AS user_id, first_micros, last_micros,
    CASE WHEN refunds.user_id IS NULL THEN paid WHEN unknown_refunds = 0 THEN ${differenceSql(dialect, 'paid', 'refunded')} END AS amount
  FROM (
${ordersSql(dialect, roles)}
  ) AS bought
  LEFT JOIN (
${refundsSql(dialect, roles)}
  ) AS refunds ON refunds.user_id = bought.user_id AND refunds.transaction_id = bought.transaction_id
  WHERE refunds.user_id IS NULL OR NOT (refunds.whole_refunds > 0 OR ${isMore('refunded', 'paid')}
    OR (${isSameCurrency} AND ${isMore('refunds.local_amount', `${dialect.cast('bought.local_amount', 'float')}`)}))`;
  },
};

/** A purchase sent twice is one order; without a usable id, the same moment is the same order. */
function ordersSql(dialect: Dialect, roles: Roles): string {
  return `SELECT user_id, transaction_id, CASE WHEN transaction_id IS NULL THEN event_micros END AS moment,
      MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros,
      MAX(purchase_revenue) AS paid, MAX(local_millionths) AS local_amount, MAX(currency) AS currency
    FROM window_events WHERE ${isEventSql(dialect, eventsOf(roles, 'purchase'))} GROUP BY 1, 2, 3`;
}

/** The refunds of each id, each once however often it was sent. */
function refundsSql(dialect: Dialect, roles: Roles): string {
  const { cast, collect } = dialect;
  const different = `SELECT user_id, transaction_id, COALESCE(local_millionths, ${millionths(dialect, 'refund_amount')}) AS same_amount,
          MAX(refund_amount) AS refund_amount, MAX(local_millionths) AS local_millionths, MAX(currency) AS currency
        FROM window_events WHERE ${isEventSql(dialect, eventsOf(roles, 'refund'))} AND transaction_id IS NOT NULL GROUP BY 1, 2, 3`;
  return `SELECT user_id, transaction_id, ${exactSumOfElements(dialect, 'amounts')} AS refunded,
      local_amount, currency, unknown_refunds, whole_refunds
    FROM (
      SELECT user_id, transaction_id, ${collect('refund_amount')} AS amounts,
        SUM(${cast('local_millionths', 'float')}) AS local_amount, MAX(currency) AS currency,
        COUNT(CASE WHEN refund_amount IS NULL THEN 1 END) AS unknown_refunds,
        COUNT(CASE WHEN refund_amount IS NULL AND local_millionths IS NULL THEN 1 END) AS whole_refunds
      FROM (
        ${different}
      ) AS different
      GROUP BY 1, 2
    ) AS of_ids`;
}

/** A difference of two floats, of decimals as that of the decimals. */
function differenceSql(dialect: Dialect, from: string, less: string): string {
  const [whole, part] = [from, less].map((value) => millionths(dialect, value));
  return `CASE WHEN ${isMillionths(dialect, from)} AND ${isMillionths(dialect, less)} THEN (${whole} - ${part}) / 1e6 ELSE ${from} - ${less} END`;
}
