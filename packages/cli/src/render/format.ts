import type { Interval } from '@propensity/core';

/** 12345 → `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A share as a percentage with sensible digits: `0.95 %`, `12.3 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  const digits = value === 0 || value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return `${value.toFixed(digits)} %`;
}

/** A metric with three decimals and its 95 % interval; `–` when undefined. */
export function metric(value: number | null, interval?: Interval): string {
  if (value === null) return '–';
  return interval === undefined
    ? value.toFixed(3)
    : `${value.toFixed(3)} [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}]`;
}

export function times(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(1)}×`;
}

/** `share` of `width` as a bar. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : ' ▏▎▍▌▋▊▉'[rest]);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1.5 GiB`. */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(value) / 10));
  return `${(value / 2 ** (10 * power)).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

/** `$1.23`; what is less than a cent is said to be. */
export function dollars(value: number): string {
  return value > 0 && value < 0.01 ? 'less than $0.01' : `$${value.toFixed(2)}`;
}
