import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { jobsOf, trainingBefore, volumeOf } from '../../src/costs/arithmetic.js';
import { costsTables, LIMITS, limitsTables, partitions } from '../../src/costs/costs-tables.js';
import { FLAT_COLUMNS, type MeasuredExport, measureExport } from '../../src/costs/measure-export.js';
import { FEATURES, looksOfFlattening, looksOfSnapshot, QUESTION, statementsOf } from '../../src/costs/statements.js';
import { trainingStatements } from '../../src/costs/training-statements.js';

const PAGE = join(import.meta.dirname, '../../../docs/how-it-works/costs.md');

let measured: MeasuredExport;
beforeAll(async () => {
  measured = await measureExport(FEATURES, QUESTION.lookbackDays);
});

/** What stands between the page's markers. */
function onPage(name: string): string {
  const [, text] = readFileSync(PAGE, 'utf8').split(new RegExp(`<!-- /?${name} -->`));
  return text!.trim();
}

test('the page holds what the command says', async () => {
  expect(onPage('costs')).toBe(costsTables(measured));
  expect(onPage('limits')).toBe(await limitsTables(measured));
});

test('every statement is shorter than BigQuery takes, whatever the volume', async () => {
  const lengths = Object.entries({ ...statementsOf(measured.row), ...(await trainingStatements()) }).map(
    ([name, sql]) => [name, Buffer.byteLength(sql)] as const,
  );
  expect(lengths.length).toBeGreaterThan(18);
  for (const [name, length] of lengths) expect([name, length < LIMITS.statementBytes]).toEqual([name, true]);
});

test('tables and partitions stay below their quotas', () => {
  for (const { name, most, limit } of partitions()) expect([name, most < limit]).toEqual([name, true]);
});

test('every look of the statement of a snapshot is counted, and every one reads users and something of them', () => {
  const looks = looksOfSnapshot(FLAT_COLUMNS);
  const sql = statementsOf(measured.row)['a snapshot'];
  expect(looks).toHaveLength(sql.split('FROM window_events').length - 1);
  for (const look of looks) {
    expect(look).toContain('user_id');
    expect(look.length).toBeGreaterThan(2);
  }
});

test('flattening reads parameters and items, and not what no feature looks at', () => {
  const read = new Set(looksOfFlattening(measured.row, [...measured.raw.keys()]).flat());
  for (const leaf of ['user_pseudo_id', 'event_params.value.int_value', 'items.item_id']) expect(read).toContain(leaf);
  for (const leaf of ['geo.metro', 'app_info.id', 'device.vendor_id']) expect(read).not.toContain(leaf);
});

test('a training reads at most four tenths of what it read before days were kept, and a later one about a fifth', () => {
  for (const counting of ['once', 'every look'] as const) {
    const volume = volumeOf(measured, 500_000, counting);
    const { firstTraining, training } = jobsOf(volume);
    expect(firstTraining / trainingBefore(volume)).toBeLessThan(0.4);
    expect(training / trainingBefore(volume)).toBeLessThan(0.22);
  }
});

test('bytes grow with the events, while snapshots are computed together', () => {
  const month = (events: number) => jobsOf(volumeOf(measured, events, 'once')).month;
  expect(month(5_000_000) / month(50_000)).toBeCloseTo(100, 6);
  // Beyond, each is computed by itself, which reads more.
  expect(month(100_000_000) / month(50_000)).toBeGreaterThan(2000);
});
