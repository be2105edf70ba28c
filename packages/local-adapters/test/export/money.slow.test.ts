import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExportKindWriter } from '../support/export-kinds.js';
import { openExport } from '../support/export-stack.js';

const SNAPSHOT = '2025-01-11';
const DAYS = ['2025-01-04', SNAPSHOT] as const;

const param = (key: string, text: string) =>
  `{'key': '${key}', 'value': {'string_value': '${text}', 'int_value': NULL, 'float_value': NULL, 'double_value': NULL}}`;
const inOrderOf = (user: string) => `event_name = 'purchase' AND (${user})`;
/** Purchases that Analytics has not converted, all in euros; one of three is given back. */
const IN_EUROS = [
  `UPDATE e SET ecommerce = struct_update(ecommerce, purchase_revenue_in_usd := NULL::DOUBLE),
  event_params = list_append(list_filter(event_params, lambda p: p.key <> 'currency'), ${param('currency', 'EUR')}) WHERE ${inOrderOf('TRUE')}`,
];
const REFUNDED = [
  `INSERT INTO e SELECT * REPLACE ('refund' AS event_name, event_timestamp + 1 AS event_timestamp,
  struct_update(ecommerce, purchase_revenue := NULL::DOUBLE, purchase_revenue_in_usd := NULL::DOUBLE) AS ecommerce,
  list_filter(event_params, lambda p: p.key <> 'value') AS event_params)
FROM e WHERE ${inOrderOf("hash(ecommerce.transaction_id) % 3 = 0 AND event_date < '20250111'")}`,
];

let folder: string;
let writer: ExportKindWriter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-money-'));
  writer = await ExportKindWriter.open(folder);
}, 60_000);
afterAll(async () => {
  writer?.close();
  await rm(folder, { recursive: true });
});

async function withExport<T>(
  change: readonly string[],
  source: Readonly<Record<string, unknown>>,
  work: (ports: Ports) => Promise<T>,
): Promise<T> {
  const baseDirectory = await mkdtemp(join(folder, 'export-'));
  await writer.write({ change, files: [{}] }, baseDirectory);
  const { ports, close } = openExport(baseDirectory, { source });
  try {
    return await work(ports);
  } finally {
    await close();
  }
}

/** Orders and revenue of every user. */
async function money({ snapshots }: Ports): Promise<readonly [orders: number, revenue: number][]> {
  await snapshots.materialise(SNAPSHOT);
  const { features } = await snapshots.readLabelled([SNAPSHOT]);
  const revenue = features.numeric('revenue');
  return Array.from(features.numeric('orders'), (orders, row) => [orders, revenue[row]!]);
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('orders that were not converted into dollars', () => {
  test('are of no known amount, and doctor is told', async () => {
    const plain = await withExport([], {}, money);
    expect(total(plain.map(([orders]) => orders))).toBeGreaterThan(10);
    await withExport(IN_EUROS, {}, async (ports) => {
      const found = await money(ports);
      expect(found.map(([orders]) => orders)).toEqual(plain.map(([orders]) => orders));
      for (const [orders, revenue] of found) expect(revenue).toBe(orders === 0 ? 0 : Number.NaN);
      const { amounts } = (await ports.events.evidence!(...DAYS, { amounts: true }))!;
      expect(amounts).toMatchObject({ currency: 'USD', currencies: ['EUR'], unreadable: 0, refunds: 0 });
      expect([amounts!.orders, amounts!.foreign]).toEqual([1, 1].map(() => total(found.map(([orders]) => orders))));
      expect(await ports.events.evidence!(...DAYS)).not.toHaveProperty('amounts');
    });
  });

  test('are added up where the configuration names their currency', async () => {
    const plain = await withExport([], {}, money);
    const found = await withExport(IN_EUROS, { currency: 'EUR' }, money);
    expect(found).toEqual(plain);
  });
});

test('orders that were given back count for nothing', async () => {
  const plain = await withExport([], {}, money);
  await withExport(REFUNDED, {}, async (ports) => {
    const found = await money(ports);
    const { amounts } = (await ports.events.evidence!(...DAYS, { amounts: true }))!;
    const gone = (index: 0 | 1) => total(plain.map((row) => row[index])) - total(found.map((row) => row[index]));
    expect(amounts!.refunds).toBeGreaterThan(1);
    expect(gone(0)).toBe(amounts!.refunds);
    expect(gone(1)).toBeGreaterThan(0);
  });
});
