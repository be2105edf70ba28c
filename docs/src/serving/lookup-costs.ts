import { markdownTable } from '../markdown.js';

/** Prices in US dollars, of a region such as europe-west1, written down from memory in November 2026; multi-regions cost about twice as much for Firestore. */
const PRICES = {
  bigQueryPerTib: 6.25,
  readsPer100k: 0.03,
  writesPer100k: 0.09,
  storedPerGib: 0.15,
};
/** What BigQuery bills for a lookup at least. */
const BILLED_BYTES = 10 * 2 ** 20;
const WEEKS_A_MONTH = 365 / 12 / 7;
/** Of a document and its index: its name and fields by Firestore's rule for sizes, rounded up. */
const BYTES_A_USER = 750;
/** Reads of the marker by an instance that is never idle. */
const MARKER_READS = (30 * 86_400) / 5;

/** Users scored each week, and lookups a month. */
const TRAFFICS: readonly (readonly [users: number, lookups: number])[] = [
  [50_000, 100_000],
  [50_000, 1_000_000],
  [500_000, 1_000_000],
  [500_000, 10_000_000],
  [5_000_000, 10_000_000],
  [5_000_000, 100_000_000],
  [50_000_000, 100_000_000],
];

/** US dollars a month for looking up in BigQuery alone. */
export function bigQueryLookups(lookups: number): number {
  return (lookups * BILLED_BYTES * PRICES.bigQueryPerTib) / 2 ** 40;
}

/** US dollars a month for a store that everyone is written to each week and every lookup read from, by one instance. */
export function firestoreLookups(users: number, lookups: number) {
  return {
    writes: (users * WEEKS_A_MONTH * PRICES.writesPer100k) / 100_000,
    reads: ((lookups + MARKER_READS) * PRICES.readsPer100k) / 100_000,
    stored: (users * BYTES_A_USER * PRICES.storedPerGib) / 2 ** 30,
  };
}

/** The table of `docs/serving.md`. */
export function lookupCostsTable(): string {
  const rows = TRAFFICS.map(([users, lookups]) => {
    const { writes, reads, stored } = firestoreLookups(users, lookups);
    return [
      count(users),
      count(lookups),
      dollars(bigQueryLookups(lookups)),
      dollars(writes + reads + stored),
      dollars(writes),
      dollars(reads),
      dollars(stored),
    ];
  });
  const head = ['users scored a week', 'lookups a month', 'BigQuery', 'Firestore', 'writes', 'reads', 'stored'];
  return markdownTable(head, rows);
}

/** Documents that are written in so many seconds by Google's rule: 500 a second at first, half as many again every five minutes, 10,000 at most. */
export function writtenIn(seconds: number): number {
  let [written, rate] = [0, 500];
  for (let from = 0; from < seconds; from += 300) {
    written += rate * Math.min(300, seconds - from);
    rate = Math.min(10_000, rate * 1.5);
  }
  return written;
}

function count(number: number): string {
  return number >= 1_000_000 ? `${number / 1_000_000} million` : number.toLocaleString('en');
}

function dollars(amount: number): string {
  return `$${amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en')}`;
}
