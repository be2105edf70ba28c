import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PropensityError } from '@propensity/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_KINDS, type ExportKind, ExportKindWriter } from '../support/export-kinds.js';
import { openExport } from '../support/export-stack.js';

const SNAPSHOT = '2025-01-11';

let folder: string;
let writer: ExportKindWriter;
/** What each way of preparing the plain export gives. */
const plain = new Map<string, Promise<unknown>>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-kinds-'));
  writer = await ExportKindWriter.open(folder);
}, 60_000);
afterAll(async () => {
  writer?.close();
  await rm(folder, { recursive: true });
});

/** What doctor learns about an export, and the rows of a snapshot with their features and labels. */
async function readThrough(baseDirectory: string, source: Readonly<Record<string, unknown>> = {}) {
  const { ports, close } = openExport(baseDirectory, { source });
  try {
    const days = await ports.events.days();
    const summary = await ports.events.summarise('2025-01-04', '2025-01-14');
    const reach = await ports.events.reach(SNAPSHOT);
    const { users } = await ports.snapshots.materialise(SNAPSHOT);
    const rows = await ports.snapshots.readLabelled([SNAPSHOT]);
    return { days, summary, reach, users, rows };
  } finally {
    await close();
  }
}

type ReadExport = Awaited<ReturnType<typeof readThrough>>;

/** The plain export with the changes that a kind shares with it. */
function plainOf({ prepare = [] }: ExportKind): Promise<ReadExport> {
  const key = prepare.join(';');
  const known = plain.get(key) as Promise<ReadExport> | undefined;
  if (known !== undefined) return known;
  const place = join(folder, `plain ${plain.size}`);
  const read = writer.write({ prepare, files: [{}] }, place).then(() => readThrough(place));
  plain.set(key, read);
  return read;
}

describe('an export of another kind is read as the plain one is, or refused by name', () => {
  test.each(EXPORT_KINDS.map((kind, index) => [kind.name, kind, index] as const))('%s', async (_name, kind, index) => {
    const place = join(folder, String(index));
    const expected = await plainOf(kind);
    await writer.write(kind, place);
    const read = readThrough(place, kind.source);
    if (kind.right !== 'same') {
      const { code, names } = kind.right;
      const error = await read.catch((cause: unknown) => cause);
      expect(PropensityError.is(error) ? [error.code, error.kind] : error).toEqual([code, 'usage']);
      expect((error as PropensityError).message).toContain(names);
      if (code === 'unreadable_field')
        expect((error as PropensityError).message).toMatch(/export\/events_\d+\.parquet/);
      return;
    }
    const { days, summary, ...found } = await read;
    const { days: plainDays, summary: plainSummary, ...right } = expected;
    expect(right.users).toBeGreaterThan(50);
    expect(found).toEqual(right);
    // Doctor's counts are of rows as they are stored, in the files of these days.
    if (/^(days delivered|rows that came)/.test(kind.name)) return;
    expect(summary).toEqual(plainSummary);
    const rowsByDay = (all: ReadExport['days']) => all.map((day) => [day.date, day.rows]);
    expect(rowsByDay(days)).toEqual(rowsByDay(plainDays));
  });
});

test('each kind has a name of its own', () => {
  expect(new Set(EXPORT_KINDS.map(({ name }) => name)).size).toBe(EXPORT_KINDS.length);
});
