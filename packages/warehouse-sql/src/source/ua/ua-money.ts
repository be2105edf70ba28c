/** Fields that hold amounts in millionths of a currency, by the last part of their path in lower case. */
const AMOUNTS = new Set(
  ['transaction', 'totalTransaction', 'item', 'product']
    .flatMap((of) => [`${of}Revenue`, `local${of}Revenue`])
    .concat(['transactionTax', 'transactionShipping', 'localTransactionTax', 'localTransactionShipping'])
    .concat(['productPrice', 'localProductPrice', 'productRefundAmount', 'localProductRefundAmount'])
    .concat(['refundAmount', 'localRefundAmount'])
    .map((name) => name.toLowerCase()),
);

/** How many of the units in which amounts are stored make one of the currency. */
export const AMOUNT_UNITS = '1e6';

/** Whether a field holds an amount. @param path in lower case */
export function isAmount(path: string): boolean {
  return AMOUNTS.has(path.split('.').at(-1)!);
}
