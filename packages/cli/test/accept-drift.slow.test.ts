import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const TODAY = Date.UTC(2025, 1, 20, 12);
const CONFIG = {
  source: { events: 'export/events_*.json' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  horizonDays: 7,
  training: { snapshots: 1, C: 0.01 },
};
const TRAINED_AT = '2025-01-20';

/** Takes page views and the device out of the days from `since` on, as a tag that stopped firing. */
async function stopTag(folder: string, since: string): Promise<void> {
  const first = `events_${since.replaceAll('-', '')}.json`;
  const files = (await readdir(folder)).filter((name) => name.startsWith('events_') && name >= first);
  for (const name of files) {
    const lines = (await readFile(join(folder, name), 'utf8')).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line)).filter(({ event_name }) => event_name !== 'page_view');
    const left = events.map(({ device: _, ...event }) => JSON.stringify({ ...event, device: null }));
    await writeFile(join(folder, name), `${left.join('\n')}\n`);
  }
}

let healthy: Workplace;
let broken: Workplace;
beforeAll(async () => {
  healthy = await Workplace.create(TODAY);
  await healthy.run('simulate', '--out', 'export', '--users', '800', '--days', '45', '--format', 'ndjson', '--quiet');
  await writeFile(join(healthy.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
  expect((await healthy.json('train', '--snapshot', TRAINED_AT)).exitCode).toBe(0);
  broken = await Workplace.create(TODAY);
  await cp(healthy.folder, broken.folder, { recursive: true });
  await stopTag(join(broken.folder, 'export'), TRAINED_AT);
}, 120_000);
afterAll(async () => {
  await healthy.remove();
  await broken.remove();
});

// biome-ignore lint/suspicious/noExplicitAny: read as JSON.
const inputsOf = (report: any) => report.checks.find(({ name }: { name: string }) => name === 'inputs');

describe('with every tag firing', () => {
  it('doctor finds the events as they were', async () => {
    const { value } = await healthy.json('doctor');
    expect(inputsOf(value)).toMatchObject({ status: 'ok', message: expect.stringContaining('before 2025-02-15') });
  });

  it.each(['2025-01-27', '2025-02-03', '2025-02-10', '2025-02-15'])('predictions of %s are published', async (week) => {
    const { exitCode, value } = await healthy.json('predict', '--snapshot', week);
    expect([exitCode, value.snapshot]).toEqual([0, week]);
    expect(value).not.toHaveProperty('accepted_drift');
    expect(value).not.toHaveProperty('notes');
  });
});

describe('with page views and device gone for three weeks', () => {
  it('doctor fails, and names them with what they were', async () => {
    const { exitCode, value } = await broken.json('doctor');
    expect([exitCode, value.ok]).toEqual([3, false]);
    expect(inputsOf(value)).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(
        /"page_view" events per user [\d.]+, now 0; .*events with a known device_category 100 %, now 0 %/,
      ),
      hint: expect.stringContaining('tags'),
    });
  });

  it('predict and run refuse, and nothing is written', async () => {
    for (const [command, ...rest] of [
      ['predict', '--snapshot', '2025-02-10'],
      // Of the month of the last training: it trains no new model.
      ['run', '--snapshot', '2025-02-07'],
    ] as const) {
      const { exitCode, value } = await broken.json(command, ...rest);
      expect([command, exitCode]).toEqual([command, 3]);
      expect(value).toEqual({
        error: {
          code: 'collapsed_inputs',
          message: expect.stringMatching(
            /"page_view" events per user [\d.]+, now 0; .*device_category.*; and \d+ more\.$/,
          ),
          hint: expect.stringContaining('--accept-drift'),
        },
      });
    }
    expect((await broken.json('proba', 'nobody')).value.error.code).toBe('user_not_found');
    expect((await broken.json('evaluate')).value).toMatchObject({ evaluated: [], pending: [] });
  });

  it('run --accept-drift publishes all the same', async () => {
    const { exitCode, value } = await broken.json('run', '--snapshot', '2025-02-07', '--accept-drift');
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({ train: null, predict: { snapshot: '2025-02-07' } });
    expect(value.predict.accepted_drift.length).toBeGreaterThan(0);
  });

  it('predict --accept-drift publishes all the same, and records it', async () => {
    const { exitCode, value } = await broken.json('predict', '--snapshot', '2025-02-10', '--accept-drift');
    expect(exitCode).toBe(0);
    expect(value.counts.scored).toBeGreaterThan(0);
    expect(value.accepted_drift).toEqual(
      expect.arrayContaining([
        { kind: 'name', name: 'page_view', before: expect.any(Number), now: 0 },
        { kind: 'attribute', name: 'device_category', before: 1, now: 0 },
        { kind: 'missing', name: 'device_category', before: 0, now: 1 },
        { kind: 'zero', name: 'page_view_14d', before: expect.any(Number), now: 1 },
      ]),
    );
    // Found again as it was recorded.
    const again = await broken.json('predict', '--snapshot', '2025-02-10');
    expect(again).toEqual({ exitCode, value });
    const text = await broken.run('predict', '--snapshot', '2025-02-10', '--quiet');
    expect(text.out).toMatch(/! Inputs have collapsed, and were accepted: /);
  });
});
