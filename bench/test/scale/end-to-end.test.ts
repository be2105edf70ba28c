import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { endToEnd } from '../../src/scale/end-to-end.js';

const parent = mkdtempSync(join(tmpdir(), 'scale-'));
afterAll(() => rmSync(parent, { recursive: true }));

it('shows the last week to no step before the second run, and to every later one', () => {
  const folder = join(parent, 'scale');
  const seen: [string, number][] = [];
  const { rows, events } = endToEnd(
    folder,
    473_000,
    (args) => {
      const days = join(folder, 'export');
      if (args[0] === 'simulate') {
        expect(args.slice(1, 3)).toEqual(['--users', '10000']);
        mkdirSync(days);
        for (let day = 10; day < 30; day++)
          writeFileSync(join(days, `events_202501${day}.parquet`), 'x'.repeat(2 ** 20));
      }
      seen.push([args[0]!, readdirSync(days).length]);
      return { result: { events: 470_000 }, seconds: 1.26, peakMb: 7, cpuSeconds: 1.5 };
    },
    () => {},
  );
  expect(seen).toEqual([
    ['simulate', 20],
    ['doctor', 13],
    ['train', 13],
    ['run', 13],
    ['run', 20],
    ['evaluate', 20],
    ['report', 20],
  ]);
  expect(events).toBe(470_000);
  expect(rows[0]).toEqual({ step: 'simulate', seconds: 1.3, peak_mb: 7, disk_mb: 20 });
});
