import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays } from '@propensity/core/windows';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from './support/random-numbers.js';
import { Workplace } from './support/workplace.js';

const STATES = 100;
const SEED = 20250211;
const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create(Date.UTC(2025, 2, 20, 12));
  await workplace.run('simulate', '--users', '1500', '--days', '70', '--seed', '5');
  await configure({});
  await workplace.json('train', '--snapshot', '2025-02-08');
}, 120_000);
afterAll(() => workplace.remove());

const configure = (more: object) =>
  writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify({ ...CONFIG, ...more }));

it(`finds nothing in ${STATES} states that commands have left, in a random order`, { timeout: 600_000 }, async () => {
  const next = randomNumbers(SEED);
  const below = (n: number) => Math.floor(n * next());
  const one = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  let snapshot = '2025-02-15';
  let training = '2025-02-08';
  const models = async (): Promise<string[]> =>
    (await workplace.json('models')).value.models.map(({ model }: { model: string }) => model);
  const commands: readonly (() => Promise<string[]> | string[])[] = [
    () => {
      if (snapshot < '2025-03-11') snapshot = addDays(snapshot, 1 + below(3));
      return ['predict', '--snapshot', snapshot];
    },
    () => ['predict', '--snapshot', snapshot, '--force'],
    async () => ['predict', '--snapshot', snapshot, '--model', one(await models())],
    () => {
      if (training < '2025-02-25') training = addDays(training, 1 + below(4));
      return ['train', '--snapshot', training];
    },
    () => ['evaluate'],
    () => ['evaluate', '--force'],
    () => ['export', '--out', 'scores.csv', '--to', one(['ads', 'mail'])],
    () => ['export', '--out', 'scores.csv', '--to', one(['ads', 'mail']), '--top', String(1 + below(100))],
    () => ['export', '--out', 'scores.ndjson', '--all'],
    async () => ['models', one(['promote', 'pin', 'retire']), one(await models()), '--why', 'a test'],
    () => ['models', one(['unpin', 'rollback'])],
    () => ['proba', 'nobody'],
    async () => {
      await configure(one([{}, { retentionDays: 40 }, { decision: { topUsers: 50 } }]));
      return ['run', '--snapshot', snapshot];
    },
  ];
  const done = new Set<string>();
  for (let state = 1; state <= STATES; state++) {
    const argv = await one(commands)();
    const { exitCode } = await workplace.json(...argv);
    if (exitCode === 0) done.add(argv[0]!);
    const { value } = await workplace.json('verify');
    expect([state, argv.join(' '), value.faults]).toEqual([state, argv.join(' '), []]);
  }
  // Refusals leave states too, but they should not be all.
  expect([...done].sort()).toEqual(['evaluate', 'export', 'models', 'predict', 'run', 'train']);
});
