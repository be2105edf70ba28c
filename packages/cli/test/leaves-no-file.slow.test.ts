import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create(Date.UTC(2025, 1, 20, 12));
  await workplace.run('simulate', '--out', 'export', '--users', '300', '--days', '45', '--quiet');
  const config = {
    source: { events: 'export/events_*.parquet' },
    target: { event: 'purchase' },
    lookbackDays: 14,
    horizonDays: 1,
    training: { snapshots: 1 },
  };
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
}, 60_000);
afterAll(() => workplace.remove());

describe('before anything was trained', () => {
  it.each<[code: string, exitCode: number, argv: readonly string[]]>([
    ['no_model', 3, ['predict']],
    ['user_not_found', 1, ['proba', 'somebody']],
    ['no_model', 3, ['models', '--effects']],
    ['too_few_positives', 3, ['train']],
    ['too_few_positives', 3, ['run']],
    ['unknown_model', 2, ['predict', '--model', 'none']],
    ['no_predictions', 3, ['export', '--out', 'scores.csv']],
  ])('"%s" (exit code %i) leaves no file that was not there before: %j', async (code, exitCode, argv) => {
    const before = await readdir(workplace.folder, { recursive: true });
    const [command = '', ...rest] = argv;
    const { exitCode: left, value } = await workplace.json(command, ...rest);
    expect(value.error?.code).toBe(code);
    expect(left).toBe(exitCode);
    expect(await readdir(workplace.folder, { recursive: true })).toEqual(before);
  });

  it('neither do commands that have nothing to write', async () => {
    const before = await readdir(workplace.folder, { recursive: true });
    expect(await workplace.json('models')).toEqual({ exitCode: 0, value: { models: [] } });
    expect((await workplace.json('evaluate')).exitCode).toBe(0);
    expect(await readdir(workplace.folder, { recursive: true })).toEqual(before);
  });

  it('nor a doctor who finds too little', async () => {
    const before = await readdir(workplace.folder, { recursive: true });
    expect((await workplace.json('doctor')).exitCode).toBe(3);
    expect(await readdir(workplace.folder, { recursive: true })).toEqual(before);
  });
});
