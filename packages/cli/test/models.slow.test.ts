import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};
const WEEK = '2025-02-03';

let workplace: Workplace;
let older: string;
let newer: string;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.run('simulate', '--users', '3000', '--days', '45', '--seed', '5');
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
  const trained = async (snapshot: string) => (await workplace.json('train', '--snapshot', snapshot)).value;
  older = (await trained('2025-01-20')).model;
  newer = (await trained('2025-01-27')).model;
  // Whatever the gate said.
  for (const model of [older, newer]) await workplace.json('models', 'promote', model);
}, 120_000);
afterAll(() => workplace.remove());

const decide = (...argv: string[]) => workplace.json('models', ...argv, '--by', 'anna', '--why', 'a test');
const predicted = async () => (await workplace.json('predict', '--snapshot', WEEK, '--force')).value;

it('a rollback is one command, and the next predictions use it and say so', async () => {
  expect(await predicted()).toMatchObject({ model: newer });
  const { exitCode, value } = await decide('rollback');
  expect([exitCode, value]).toMatchObject([0, { serving: { before: newer, after: older }, change: { by: 'anna' } }]);
  const result = await predicted();
  expect(result).toMatchObject({ model: older, chosen_as: 'promoted', in_sample: false });
  expect(result.notes.join('\n')).toContain('anna went back to it on 2025-03-01 (a test).');
});

it('a pin outlasts what is promoted; a pinned model is not retired', async () => {
  await decide('pin', older);
  await decide('promote', newer);
  expect(await predicted()).toMatchObject({ model: older, chosen_as: 'pinned' });
  const refused = await decide('retire', older);
  expect([refused.exitCode, refused.value.error.code]).toEqual([3, 'bad_model_change']);
  await decide('unpin');
  expect(await predicted()).toMatchObject({ model: newer, chosen_as: 'promoted' });
});

it('the list, the model itself and people say how a model stands', async () => {
  await decide('retire', older);
  const { value } = await workplace.json('models');
  expect(value.models.map(({ model, status, champion }: Record<string, unknown>) => [model, status, champion])).toEqual(
    [
      [newer, 'champion', true],
      [older, 'retired', false],
    ],
  );
  const shown = await workplace.json('models', 'show', older);
  const actions = shown.value.changes.map(({ action }: { action: string }) => action);
  // The first decision is needed only where the gate had not accepted it.
  expect(actions.slice(-4)).toEqual(['rollback', 'pin', 'unpin', 'retire']);
  const { out } = await workplace.run('models', 'show', older);
  expect(out).toContain('retired; the gate said');
  expect(out).toContain(`anna took ${older} out of use on 2025-03-01: a test`);
});

it('two models differ in what they differ, and in nothing else', async () => {
  const { value } = await workplace.json('models', 'diff', older, newer);
  expect(value).toMatchObject({ before: older, after: newer, features: { redefined: [] } });
  expect(value.settings.map(({ name }: { name: string }) => name)).toContain('snapshot');
  expect(value.settings.map(({ name }: { name: string }) => name)).not.toContain('lookbackDays');
  const same = await workplace.json('models', 'diff', older, older);
  expect(same.value).toMatchObject({ metrics: [], settings: [], features: { added: [], removed: [], redefined: [] } });
  expect((await workplace.run('models', 'diff', older, newer)).out).toContain('roc_auc');
});

it('names that are missing, too many or unknown are refused', async () => {
  for (const [argv, code] of [
    [['show'], 'usage'],
    [['rollback', newer], 'usage'],
    [['diff', newer], 'usage'],
    [['retire', 'nobody'], 'unknown_model'],
    [['show', 'nobody'], 'unknown_model'],
  ] as const) {
    const { exitCode, value } = await workplace.json('models', ...argv);
    expect([argv, exitCode, value.error?.code]).toEqual([argv, 2, code]);
  }
});
