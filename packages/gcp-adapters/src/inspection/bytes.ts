import { BIGQUERY_PRICES } from '@propensity/warehouse-sql';

/** A query bills at least so many bytes of every table that it reads. */
export const LEAST_BILLED = 10 * 2 ** 20;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** The on-demand price of so many bytes, US dollars. */
export function dollarsOf(bytes: number): number {
  return (bytes / 2 ** 40) * BIGQUERY_PRICES.queryTib;
}

/** What it costs to keep so many bytes for a month, US dollars. */
export function storageDollarsOf(bytes: number): number {
  return (bytes / 2 ** 30) * BIGQUERY_PRICES.storageGibMonth;
}

/** `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}

/** `1.5 GiB (about $0.01)`. */
export function describeBytes(bytes: number): string {
  const dollars = dollarsOf(bytes);
  return `${formatBytes(bytes)} (about $${dollars < 0.005 ? dollars.toFixed(4) : dollars.toFixed(2)})`;
}
