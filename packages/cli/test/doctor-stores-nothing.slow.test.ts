import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create(Date.UTC(2025, 1, 20, 12));
  await workplace.run('simulate', '--out', 'export', '--users', '800', '--days', '45', '--seed', '2', '--quiet');
  const config = {
    source: { events: 'export/events_*.parquet' },
    target: { event: 'view_item' },
    lookbackDays: 14,
    horizonDays: 7,
    training: { snapshots: 2, C: 0.01 },
  };
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
}, 60_000);
afterAll(() => workplace.remove());

/** Every file of a folder with its SHA-256. */
async function contents(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    if (!(await stat(path)).isFile()) continue;
    found[name] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return found;
}

describe('doctor', () => {
  it('leaves nothing before anything was trained', async () => {
    const before = await contents(workplace.folder);
    const { exitCode, value } = await workplace.json('doctor');
    expect([exitCode, value.snapshots.map(({ role }: { role: string }) => role)]).toEqual([0, ['test', 'train']]);
    expect(await contents(workplace.folder)).toEqual(before);
  });

  it('leaves no feature snapshot in a warehouse, and counts what training then reads', async () => {
    // The snapshots of this training are others than those that doctor looks at.
    expect((await workplace.json('train', '--snapshot', '2025-01-25')).exitCode).toBe(0);
    const before = await contents(workplace.folder);
    const { exitCode, value: report } = await workplace.json('doctor');
    expect(exitCode).toBe(0);
    expect(await contents(workplace.folder)).toEqual(before);
    expect(Object.keys(before).some((name) => name.endsWith('warehouse.duckdb'))).toBe(true);

    const { value: trained } = await workplace.json('train');
    const total = (count: 'users' | 'positives') =>
      report.snapshots.reduce((sum: number, snapshot: Record<string, number>) => sum + snapshot[count]!, 0);
    expect(trained.snapshot).toBe(report.snapshot);
    expect({ rows: total('users'), positives: total('positives') }).toEqual({
      rows: trained.counts.rows,
      positives: trained.counts.positives,
    });
    expect(await contents(workplace.folder)).not.toEqual(before);
  });
});
