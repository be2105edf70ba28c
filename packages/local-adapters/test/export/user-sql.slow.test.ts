import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExportKindWriter, type WrittenFiles } from '../support/export-kinds.js';
import { openExport } from '../support/export-stack.js';

const SNAPSHOT = '2025-01-11';
/** From the tenth on, events say where their session came from; half of the users came by "cpc". */
const LATER = "event_date >= '20250110'";
const SOURCE = `{manual_source: 'google', manual_medium: CASE WHEN hash(user_pseudo_id) % 2 = 0 THEN 'cpc' ELSE 'organic' END}`;

let folder: string;
let writer: ExportKindWriter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-user-sql-'));
  writer = await ExportKindWriter.open(folder);
}, 60_000);
afterAll(async () => {
  writer?.close();
  await rm(folder, { recursive: true });
});

/** The values of one feature of the user's own, by user; null where it is missing. */
async function valuesOf(place: string, sql: string): Promise<(string | null)[]> {
  const { ports, close } = openExport(join(folder, place), {
    source: { events: 'export/events_*' },
    features: { add: [{ name: 'own', sql, aggregate: 'last', kind: 'categorical' }] },
  });
  try {
    await ports.snapshots.materialise(SNAPSHOT);
    const { features } = await ports.snapshots.readLabelled([SNAPSHOT]);
    return Array.from({ length: features.nRows }, (_, row) => features.row(row).own as string | null);
  } finally {
    await close();
  }
}

const json = { copy: 'FORMAT json', file: (suffix: string) => `events_${suffix}.json` };

describe('a field that earlier days lack', () => {
  const without = { where: `NOT (${LATER})` };
  const withIt = { select: `*, ${SOURCE} AS collected_traffic_source`, where: LATER };
  test.each<[string, WrittenFiles[]]>([
    ['Parquet', [without, withIt]],
    [
      'JSON lines',
      [
        { ...without, ...json },
        { ...withIt, ...json },
      ],
    ],
    ['Parquet and then JSON lines', [without, { ...withIt, ...json }]],
  ])('is missing for users without an event on a later day: %s', async (name, files) => {
    await writer.write({ files }, join(folder, name));
    const rows = await writer.connection.runAndReadAll(
      `SELECT COUNT(DISTINCT user_pseudo_id), COUNT(DISTINCT CASE WHEN ${LATER} THEN user_pseudo_id END) FROM plain
       WHERE event_date BETWEEN '20250104' AND '20250110' AND user_pseudo_id <> ''`,
    );
    const [users, known] = (rows.getRowsJS()[0] as bigint[]).map(Number);
    const values = await valuesOf(name, 'collected_traffic_source.manual_medium');
    expect(values.length).toBe(users);
    expect(values.filter((value) => value !== null).length).toBe(known);
    expect(new Set(values)).toEqual(new Set([null, 'cpc', 'organic']));
  });

  test('is missing for all where no day of the window has it', async () => {
    await writer.write({ files: [{}] }, join(folder, 'none'));
    expect(new Set(await valuesOf('none', 'CAST(is_active_user AS VARCHAR)'))).toEqual(new Set([null]));
  });
});

describe('refused by name', () => {
  beforeAll(() => writer.write({ files: [{}] }, join(folder, 'plain')));

  test.each<[string, string, RegExp, RegExp]>([
    ['a column that there is not', 'devise.category', /"devise"/, /device/],
    ['a field that there is not', 'device.categorie', /cannot be computed/, /features\.add/],
    ['a query', "(SELECT content FROM read_text('/etc/passwd'))", /has a query in it/, /without queries/],
    ['a query within', "device.category IN (SELECT 'mobile')", /has a query in it/, /without queries/],
    ['a function of files', "read_text('/etc/passwd')", /cannot be computed/, /features\.add/],
    ['something else each time', 'CAST(random() AS VARCHAR)', /another result each time/, /one SQL expression/],
    ['a column of other rows', 'lag(device.category) OVER ()', /looks at other events/, /one SQL expression/],
  ])('%s', async (_what, sql, message, hint) => {
    const error = await valuesOf('plain', sql).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'bad_feature',
      kind: 'usage',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});
