import type { Interval } from '@propensity/core';
import { count, percent } from '../render/format.js';
import { type Html, html } from './html.js';

/** How a kind of number is written. */
export type Write = (value: number) => string;

/** Users: whole ones without decimals, shares of users with one. */
export const users: Write = (value) => (Number.isInteger(value) ? count(value) : decimals(value, 1));
export const share: Write = percent;
export const score: Write = (value) => value.toFixed(3);
export const times: Write = (value) => `${decimals(value, 2)}×`;

/** A mean of −ln p: small differences matter. */
export const nats: Write = (value) => value.toFixed(5);

/** A share with two decimals. */
export const percents: Write = (value) => `${decimals(100 * value, 2)} %`;
/** A difference of shares, in percentage points, with its sign. */
export const points: Write = (value) => `${value < 0 ? '−' : '+'}${decimals(Math.abs(100 * value), 2)}`;

function decimals(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A number as it is read, with its exact value in the markup; – where it is undefined. */
export function shown(value: number | null, write: Write): Html {
  return value === null ? html`–` : html`<data value="${value}">${write(value)}</data>`;
}

/** `[0.78, 0.82]`; nothing where it is unknown. */
export function shownInterval(interval: Interval | null, write: Write): Html {
  if (interval === null) return html``;
  return html`<span class="interval">[${shown(interval[0], write)}, ${shown(interval[1], write)}]</span>`;
}

export function withInterval(value: number | null, interval: Interval | null, write: Write): Html {
  return html`${shown(value, write)} ${shownInterval(interval, write)}`;
}
