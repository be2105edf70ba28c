/** What on-demand queries cost, US dollars for each TiB (2 ** 40 bytes) billed; the first TiB of a month is free. */
export const DOLLARS_PER_TIB = 6.25;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** The on-demand price of so many bytes, US dollars. */
export function dollarsOf(bytes: number): number {
  return (bytes / 2 ** 40) * DOLLARS_PER_TIB;
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
