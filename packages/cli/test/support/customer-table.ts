import { addDays, type CalendarDay, dayAt } from '@propensity/core/windows';

/** The first days of the months that the table has. */
export const MONTHS: readonly CalendarDay[] = [
  '2025-01-01',
  '2025-02-01',
  '2025-03-01',
  '2025-04-01',
  '2025-05-01',
  '2025-06-01',
];

/** A day on which the labels of all months but the last are final, with a horizon of 28 days. */
export const NOW = Date.parse('2025-06-02T12:00:00Z');
/** A day on which those of the last are, too. */
export const LATER = Date.parse('2025-07-10T12:00:00Z');

/** What the configuration says of the table, whichever way labels come. */
export const TABLE_SOURCE = {
  type: 'table',
  userId: 'customer id',
  snapshotDate: 'month',
  eventCount: 'visits',
} as const;

/** A column of the table: its name, and its type in BigQuery. */
export const CUSTOMER_COLUMNS = [
  ['customer id', 'STRING'],
  ['month', 'STRING'],
  ['Monthly spend', 'STRING'],
  ['visits', 'STRING'],
  ['プラン', 'STRING'],
  ['zip', 'STRING'],
  ['newsletter', 'STRING'],
  ['signed up', 'STRING'],
  ['Name', 'STRING'],
  ['bought', 'STRING'],
] as const;

/** A row of the table: the texts of its columns, in order; empty where nothing is known. */
export type CustomerRow = readonly string[];

/** A conversion: who, when, what. */
export type Conversion = readonly [customer: string, at: string, what: string];

const USERS = 500;

/**
 * Customers at the start of six months, and what they bought in the 28 days after. The more they spend and visit, the
 * likelier; plan "pro" doubles the odds. Always the same.
 * @param known months whose labels are filled in; conversions are those until `LATER` where the last is one of them, and
 * else until `NOW`
 */
export function customerTable(known: readonly CalendarDay[] = MONTHS.slice(0, -1)): {
  readonly rows: readonly CustomerRow[];
  readonly conversions: readonly Conversion[];
} {
  const random = seeded(7);
  const rows: CustomerRow[] = [];
  const conversions: Conversion[] = [];
  for (let user = 0; user < USERS; user++) {
    const id = `c-${user}`;
    const plan = ['free', 'basic', 'pro'][Math.floor(random() * 3)]!;
    const zip = `0${1000 + (user % 7)}`;
    const signedUp = addDays('2024-06-01', Math.floor(random() * 200));
    for (const month of MONTHS) {
      const visits = Math.floor(random() * 12);
      const spend = Math.round(random() * 10_000) / 100;
      const isSpendKnown = random() > 0.1;
      const eta = -3 + 0.15 * visits + 0.02 * spend + (plan === 'pro' ? 0.7 : 0);
      const buys = random() < 1 / (1 + Math.exp(-eta));
      const at = Math.floor(random() * 27);
      const zoned = random() < 0.5;
      rows.push([
        id,
        month.slice(0, 7),
        isSpendKnown ? String(spend) : '',
        String(visits),
        plan,
        zip,
        String(user % 3 === 0),
        signedUp,
        `Name of ${user}`,
        known.includes(month) ? (buys ? 'Yes' : 'No') : '',
      ]);
      if (buys) conversions.push([id, `${addDays(month, at)}${zoned ? 'T10:30:00Z' : ' 10:30:00'}`, 'order']);
      if (random() < 0.2) conversions.push([id, addDays(month, 3), 'refund']);
    }
  }
  const today = dayAt(known.includes(MONTHS.at(-1)!) ? LATER : NOW, 'UTC');
  return { rows, conversions: conversions.filter(([, at]) => at.slice(0, 10) <= today) };
}

/** Rows as a CSV file. */
export function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

/** @see mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
