import type { Dialect } from '../../dialect/dialect.js';

/** The currency into which Analytics converts, and that is summed unless the configuration names another. */
export const CONVERTED_CURRENCY = 'USD';

export interface MoneySql {
  /** Float expressions, NULL where the event has none. */
  readonly inUsd: string;
  readonly local: string;
  /** Text: the currency of `local`; NULL or empty where it is missing. */
  readonly currency: string;
}

/**
 * An amount in the currency that is summed: US dollars, into which Analytics converts, or that of the configuration. An
 * amount in another currency without its value in dollars is NULL; one whose currency is missing is taken to be in the
 * currency that is summed.
 * @param currency ISO 4217; null for dollars
 */
export function moneySql(dialect: Dialect, { inUsd, local, currency }: MoneySql, of: string | null): string {
  const isSummed = isSummedSql(dialect, currency, of);
  const inCurrency = `CASE WHEN ${isSummed} THEN ${local} END`;
  return of === null || of === CONVERTED_CURRENCY ? `COALESCE(${inUsd}, ${inCurrency})` : inCurrency;
}

/** True where an amount is in the currency that is summed, or its currency is missing; never NULL. */
export function isSummedSql(dialect: Dialect, currency: string, of: string | null): string {
  const texts = [of ?? CONVERTED_CURRENCY, ...MISSING];
  return `COALESCE(${dialect.isOneOf(`UPPER(TRIM(${currency}))`, texts)}, TRUE)`;
}

/** What stands for a missing currency, in upper case. */
const MISSING = ['', '(NOT SET)'];
