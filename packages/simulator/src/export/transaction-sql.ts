/** `transaction_as` of a flat event: how a purchase names its transaction. */
export const TRANSACTION = { none: -1, notSet: 0, text: 1, number: 2 } as const;

/** SQL of a purchase's transaction id as text, over a flat event `e`; null where it has none. */
export const transactionSql = `CASE e.transaction_as WHEN ${TRANSACTION.none} THEN NULL
  WHEN ${TRANSACTION.notSet} THEN '(not set)' ELSE CAST(CAST(e.transaction_id AS BIGINT) AS VARCHAR) END`;
