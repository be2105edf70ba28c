import type { ParamSql } from '../../export/param-sql.js';
import { TRANSACTION, transactionSql } from '../../export/transaction-sql.js';

/** SQL of the parameters that only a shop's events have. */
export function shopParams({ param, when }: ParamSql): string[] {
  return [
    ...when(`n.event_name = 'view_search_results'`, param('search_term', { text: `'gift'` })),
    ...when(
      `n.event_name = 'purchase'`,
      param('transaction_id', {
        text: `CASE WHEN e.transaction_as <> ${TRANSACTION.number} THEN ${transactionSql} END`,
        int: `CASE WHEN e.transaction_as = ${TRANSACTION.number} THEN e.transaction_id END`,
      }),
      param('currency', { text: `'USD'` }),
      param('value', {
        int: 'CASE WHEN e.value_as_integer = 1 THEN floor(b.value) END',
        double: 'CASE WHEN e.value_as_integer = 0 THEN b.value END',
      }),
    ),
  ];
}
