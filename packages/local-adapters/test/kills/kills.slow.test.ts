import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { silentProgress } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalWarehouse } from '../../src/index.js';
import { ServedPredictions } from '../../src/serving/served-predictions.js';
import { FaultyProgram, whyNoFaults } from '../support/faulty-process.js';
import { dumpStack, queryWarehouse } from '../support/read-warehouse.js';
import { copyOf, simulatedShop } from '../support/shop-stack.js';

const why = whyNoFaults();
/** How many faults are tried, of each kind: more with PROPENSITY_KILLS, see CONTRIBUTING.md. */
const FAULTS = Number(process.env.PROPENSITY_KILLS ?? 6);

let program: FaultyProgram;
let shop: string;
let calls: number;
let undisturbed: Awaited<ReturnType<typeof state>>;
const folders: string[] = [];

/** Everything that a run leaves: rows, models, what is served, and the files there are. */
async function state(folder: string) {
  const stack = join(folder, 'stack');
  const warehouse = new LocalWarehouse({ folder: stack, progress: silentProgress });
  const reader = new ServedPredictions(warehouse);
  const users = await queryWarehouse(stack, 'SELECT user_id FROM ma_predictions_table ORDER BY user_id');
  const served = [];
  for (const { user_id } of users) served.push(await reader.find(String(user_id), 'view_item'));
  reader.close();
  // Kept events are there or not, whichever of them the last command needed: the tables say that they were the right ones.
  const files = (await readdir(stack, { recursive: true })).filter((name) => !name.startsWith('events-')).sort();
  return { tables: await dumpStack(stack), served, files };
}

/** The calls that faults strike at: all over the run, and each of the first ones, which make the warehouse. */
function moments(): number[] {
  const first = Math.min(calls, Math.ceil(FAULTS / 3));
  const spread = Array.from({ length: FAULTS - first }, (_, n) =>
    Math.ceil(first + ((n + 1) * (calls - first)) / (FAULTS - first)),
  );
  return [...Array.from({ length: first }, (_, n) => n + 1), ...spread];
}

describe.skipIf(why !== null)(`a disturbed run (skipped here: ${why ?? 'it is not'})`, () => {
  beforeAll(async () => {
    program = await FaultyProgram.build('test/support/shop-process.ts');
    shop = await simulatedShop();
    const folder = await copyOf(shop);
    folders.push(shop, folder);
    const counted = await program.run(join(folder, 'stack'), [folder], { mode: 'count', at: 0 });
    expect(counted).toMatchObject({ exitCode: 0, out: 'done' });
    calls = counted.calls!;
    undisturbed = await state(folder);
    expect(undisturbed.served.length).toBeGreaterThan(100);
    expect(undisturbed.files).toHaveLength(4);
  }, 300_000);
  afterAll(async () => {
    await program.remove();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it(`that is killed at any write, sync or link is made up for by the next (${FAULTS} times)`, async () => {
    expect(calls).toBeGreaterThan(100);
    let killed = 0;
    for (const at of moments()) {
      const folder = await copyOf(shop);
      const run = await program.run(join(folder, 'stack'), [folder], { mode: 'kill', at });
      if (run.signal === 'SIGKILL') killed += 1;
      const next = await program.run(join(folder, 'stack'), [folder], { mode: 'count', at: 0 });
      expect(next, `after a kill at call ${at}`).toMatchObject({ exitCode: 0, out: 'done' });
      expect(await state(folder), `after a kill at call ${at}`).toEqual(undisturbed);
      await rm(folder, { recursive: true });
    }
    // How often DuckDB writes differs by a few calls from run to run: the last ones may find nothing to strike at.
    expect(killed).toBeGreaterThan(0.8 * FAULTS);
  }, 3_600_000);

  it(`that finds the disk full says so, leaves no scratch file, and is made up for by the next (${FAULTS} times)`, async () => {
    let failed = 0;
    for (const at of moments()) {
      const folder = await copyOf(shop);
      const stack = join(folder, 'stack');
      const run = await program.run(stack, [folder], { mode: 'full', at });
      if (run.exitCode !== 0) {
        failed += 1;
        expect(run.out, `full from call ${at} on`).toBe('disk_full');
      }
      const left = await readdir(stack, { recursive: true }).catch(() => []);
      const kept =
        /^(warehouse\.duckdb(\.wal)?|events-[0-9a-f]{16}\.duckdb(\.wal)?|predictions\.serving|models(\/[^/]+\.json)?)$/;
      const scratch = left.filter((name) => !kept.test(name));
      expect(scratch, `full from call ${at} on`).toEqual([]);
      const next = await program.run(stack, [folder], { mode: 'count', at: 0 });
      expect(next, `full from call ${at} on`).toMatchObject({ exitCode: 0, out: 'done' });
      expect(await state(folder), `full from call ${at} on`).toEqual(undisturbed);
      await rm(folder, { recursive: true });
    }
    // Where there was no room for kept events alone, the run does without them.
    expect(failed).toBeGreaterThan(0.6 * FAULTS);
  }, 3_600_000);
});
