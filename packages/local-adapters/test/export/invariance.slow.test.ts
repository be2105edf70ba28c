import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PropensityConfigInput } from '@propensity/core/config';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExportKindWriter, type WrittenFiles } from '../support/export-kinds.js';
import { openExport } from '../support/export-stack.js';

const SNAPSHOT = '2025-01-10';
const RUNS = 12;
const CUSTOM: NonNullable<NonNullable<PropensityConfigInput['features']>['add']> = [
  { name: 'last_host', sql: 'device.web_info.hostname', aggregate: 'last', kind: 'categorical' },
  { name: 'titles', param: 'page_title', aggregate: 'count_distinct', kind: 'numeric' },
  { name: 'channel', sql: 'collected_traffic_source.manual_medium', aggregate: 'last', kind: 'categorical' },
];

let folder: string;
let writer: ExportKindWriter;
let plain: unknown;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-invariance-'));
  writer = await ExportKindWriter.open(folder);
  await writer.write({ prepare: BATCHES, files: [{}] }, join(folder, 'plain'));
  plain = await rowsOf(join(folder, 'plain'), []);
}, 60_000);
afterAll(async () => {
  writer?.close();
  await rm(folder, { recursive: true });
});

/** Some events happen at one moment, as those that a browser sends together. */
const BATCHES = ['UPDATE e SET event_timestamp = event_timestamp // 20000000 * 20000000'];

/** The rows of a training, but for features of the user's own. */
async function rowsOf(baseDirectory: string, add: typeof CUSTOM) {
  const { ports, close } = openExport(baseDirectory, {
    source: { events: 'export/**/*.parquet' },
    lookbackDays: 6,
    horizonDays: 2,
    features: { add },
  });
  try {
    await ports.events.days();
    await ports.snapshots.materialise(SNAPSHOT);
    const { features, ...rows } = await ports.snapshots.readLabelled([SNAPSHOT]);
    const own = ports.snapshots.features.slice(0, ports.snapshots.features.length - add.length);
    return { ...rows, features: features.select(own.map(({ name }) => name)) };
  } finally {
    await close();
  }
}

const day = (shift: string) => `strftime(strptime(event_date, '%Y%m%d') + INTERVAL (${shift}) DAY, '%Y%m%d')`;
const row = 'hash(event_timestamp, user_pseudo_id, event_name)';

/** How the same events may be delivered. */
const deliveries = fc.record({
  /** A share of the rows is moved by so many days. */
  moved: fc.constantFrom(0, 3, 5, 11),
  by: fc.integer({ min: -3, max: 3 }),
  name: fc.constantFrom<(suffix: string) => string>(
    (d) => `events_${d}.parquet`,
    (d) => `shop_events_${d}_000000000000.parquet`,
    (d) => `event_date=${d}/part.parquet`,
  ),
  shuffled: fc.boolean(),
  /** Days that come twice, the second time with other attributes. */
  again: fc.subarray(['20250105', '20250107', '20250109', '20250110']),
  attributes: fc.constantFrom(
    'NULL::STRUCT(medium VARCHAR, "name" VARCHAR, "source" VARCHAR) AS traffic_source',
    'list_reverse(event_params) AS event_params',
    'NULL AS stream_id',
  ),
  added: fc.subarray(CUSTOM),
});

test('no feature of a training row changes with the way in which the same events are delivered', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ moved, by, name, shuffled, again, attributes, added }) => {
      run += 1;
      const place = join(folder, String(run));
      const order = shuffled ? ` ORDER BY ${row}` : '';
      const files: WrittenFiles[] = [
        {
          file: name,
          by:
            moved === 0 ? 'event_date' : `CASE WHEN ${row} % ${moved} = 0 THEN ${day(String(by))} ELSE event_date END`,
          order,
        },
        ...again.map((suffix) => ({
          where: `event_date = '${suffix}'`,
          select: `* REPLACE (${attributes})`,
          file: () => `events_${suffix}_again.parquet`,
        })),
      ];
      await writer.write({ prepare: BATCHES, files }, place);
      expect(await rowsOf(place, added)).toEqual(plain);
      await rm(place, { recursive: true });
    }),
    { numRuns: RUNS, seed: 20261130 },
  );
}, 180_000);
