import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { modelTraining, predictions } from '@propensity/core/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultyProgram, whyNoFaults } from '../support/faulty-process.js';
import { dumpStack, queryWarehouse } from '../support/read-warehouse.js';
import { copyOf, FIRST_WEEK, SECOND_WEEK, simulatedShop, TRAIN_AT, withShop } from '../support/shop-stack.js';

const why = whyNoFaults();
/** How many faults are tried, of each kind: more with PROPENSITY_KILLS, see CONTRIBUTING.md. */
const FAULTS = Number(process.env.PROPENSITY_KILLS ?? 8);

let program: FaultyProgram;
let shop: string;
let users: readonly string[];
let calls: number;
let before: Record<string, string>;
let undisturbed: Record<string, string>;
const folders: string[] = [];

/** Every row but the digests, which depend on the key. */
async function tablesOf(folder: string): Promise<Record<string, string>> {
  const { ma_forgotten_users: forgotten, ...rest } = await dumpStack(join(folder, 'stack'));
  return { ...rest, forgotten: String((forgotten ?? '').split('\n').filter((row) => row !== '').length) };
}

/** Files of the stack that hold the bytes of one of the users. */
async function filesWithUsers(folder: string): Promise<string[]> {
  const stack = join(folder, 'stack');
  const found: string[] = [];
  for (const name of await readdir(stack, { recursive: true })) {
    if ((await stat(join(stack, name))).isDirectory()) continue;
    const bytes = await readFile(join(stack, name));
    if (users.some((user) => bytes.includes(user))) found.push(name);
  }
  return found;
}

const moments = () => Array.from({ length: FAULTS }, (_, n) => 1 + Math.floor((n * (calls - 1)) / (FAULTS - 1)));

describe.skipIf(why !== null)(`forgetting, disturbed (skipped here: ${why ?? 'it is not'})`, () => {
  beforeAll(async () => {
    program = await FaultyProgram.build('test/support/forget-process.ts');
    shop = await simulatedShop();
    await withShop(shop, async ({ ports, settings, prepareLookups }) => {
      await modelTraining(ports, settings, { snapshot: TRAIN_AT });
      for (const snapshot of [FIRST_WEEK, SECOND_WEEK]) await predictions(ports, settings, { snapshot });
      await prepareLookups();
    });
    const rows = await queryWarehouse(
      join(shop, 'stack'),
      'SELECT user_id FROM ma_predictions_history GROUP BY user_id HAVING COUNT(*) > 1 ORDER BY user_id LIMIT 2',
    );
    users = rows.map(({ user_id }) => String(user_id));
    expect(await filesWithUsers(shop)).toContain('predictions.serving');
    before = await tablesOf(shop);
    const folder = await copyOf(shop);
    folders.push(shop, folder);
    const counted = await program.run(join(folder, 'stack'), [folder, ...users], { mode: 'count', at: 0 });
    expect(counted).toMatchObject({ exitCode: 0, out: 'done' });
    calls = counted.calls!;
    undisturbed = await tablesOf(folder);
    expect(undisturbed.forgotten).toBe('2');
    expect(await filesWithUsers(folder)).toEqual([]);
  }, 300_000);
  afterAll(async () => {
    await program.remove();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it.each(['kill', 'full'] as const)(
    `leaves all or none of the rows, and is made up for by the next (%s, ${FAULTS} times)`,
    async (mode) => {
      expect(calls).toBeGreaterThan(20);
      for (const at of moments()) {
        const folder = await copyOf(shop);
        const run = await program.run(join(folder, 'stack'), [folder, ...users], { mode, at });
        if (mode === 'full' && run.exitCode !== 0) expect(run.out, `full from call ${at} on`).toBe('disk_full');
        // What was there can be read, as it was or as it is to be.
        await withShop(folder, ({ ports }) => ports.predictions.runs());
        const left = await tablesOf(folder);
        expect([before, undisturbed], `${mode} at call ${at}`).toContainEqual(left);
        const next = await program.run(join(folder, 'stack'), [folder, ...users], { mode: 'count', at: 0 });
        expect(next, `${mode} at call ${at}`).toMatchObject({ exitCode: 0, out: 'done' });
        expect(await tablesOf(folder), `${mode} at call ${at}`).toEqual(undisturbed);
        expect(await filesWithUsers(folder), `${mode} at call ${at}`).toEqual([]);
        expect((await readdir(join(folder, 'stack'))).sort(), `${mode} at call ${at}`).toEqual([
          'forget.key',
          'models',
          'predictions.serving',
          'warehouse.duckdb',
        ]);
        await rm(folder, { recursive: true });
      }
    },
    600_000,
  );
});
