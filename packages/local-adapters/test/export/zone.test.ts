import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doctor, modelTraining, predictions } from '@propensity/core/jobs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExportKindWriter } from '../support/export-kinds.js';
import { openExport } from '../support/export-stack.js';

/** The shop is in Paris. Nine hours later, its days are days of Los Angeles. */
const LATER = 'event_timestamp + 32400000000';

let folder: string;
let writer: ExportKindWriter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-zone-'));
  writer = await ExportKindWriter.open(folder);
  await writer.write({ files: [{ select: `* REPLACE (${LATER} AS event_timestamp)` }] }, join(folder, 'angeles'));
}, 60_000);
afterAll(async () => {
  writer?.close();
  await rm(folder, { recursive: true });
});

function open(timeZone: string, stack: string) {
  return openExport(join(folder, 'angeles'), {
    source: { timeZone },
    lookbackDays: 5,
    training: { snapshots: 1 },
    local: { folder: stack },
  });
}

test('dates of another zone: doctor fails, says how many rows, and proposes the zone; training refuses and writes nothing', async () => {
  const { ports, settings, close } = open('UTC', 'wrong');
  try {
    const check = (await doctor(ports, settings, { snapshot: '2025-01-09' })).checks.find(
      ({ name }) => name === 'time zone',
    );
    expect(check).toMatchObject({ status: 'fail', hint: expect.stringContaining('"timeZone": "America/Los_Angeles"') });
    expect(check!.message).toMatch(/^In [2-6]\d\.\d % of the rows, event_date is not their day in UTC/);
    await expect(modelTraining(ports, settings, { snapshot: '2025-01-09' })).rejects.toMatchObject({
      code: 'wrong_time_zone',
      kind: 'usage',
      details: { proposed: 'America/Los_Angeles' },
    });
    expect(await ports.registry.list()).toEqual([]);
  } finally {
    await close({ refused: true });
  }
  expect(await readdir(join(folder, 'angeles'))).toEqual(['export']);
});

test('a model records its zone, and does not score days of another', async () => {
  const right = open('America/Los_Angeles', 'right');
  let model: string;
  try {
    const { checks } = await doctor(right.ports, right.settings, { snapshot: '2025-01-09' });
    expect(checks.find(({ name }) => name === 'time zone')).toMatchObject({ status: 'ok' });
    ({ model } = await modelTraining(right.ports, right.settings, { snapshot: '2025-01-09' }));
  } finally {
    await right.close();
  }
  const tokyo = open('Asia/Tokyo', 'right');
  try {
    await expect(predictions(tokyo.ports, tokyo.settings, { snapshot: '2025-01-13', model })).rejects.toMatchObject({
      code: 'another_time_zone',
      message: expect.stringMatching(/America\/Los_Angeles.*Asia\/Tokyo/),
    });
  } finally {
    await tokyo.close();
  }
});
