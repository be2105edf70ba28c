import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  training: { C: 0.003 },
};
const DAY = 86_400_000;
/** Eight jobs on a busy machine. */
const SLOW = 300_000;
const FIRST = Date.UTC(2025, 0, 1);

let all: Workplace;
const made: Workplace[] = [];
beforeAll(async () => {
  all = await Workplace.create();
  await all.run('simulate', '--users', '2000', '--days', '67', '--seed', '3', '--out', 'export');
});
afterAll(() => Promise.all([all, ...made].map((workplace) => workplace.remove())));

/** A workplace with the export's first days, as it is four days later. */
async function withDays(days: number, config: object, before?: Workplace): Promise<Workplace> {
  const today = FIRST + (days + 3.5) * DAY;
  const workplace = before === undefined ? await Workplace.create(today) : new Workplace(before.folder, today);
  if (before === undefined) made.push(workplace);
  await mkdir(join(workplace.folder, 'export'), { recursive: true });
  for (const name of (await readdir(join(all.folder, 'export')))
    .filter((name) => name.startsWith('events_'))
    .slice(0, days)) {
    await copyFile(join(all.folder, 'export', name), join(workplace.folder, 'export', name));
  }
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
  return workplace;
}

it(
  'windows that are left out grow with the export, and each model is scored, explained and evaluated with its own',
  async () => {
    const first = await withDays(39, CONFIG);
    const { exitCode, value: run } = await first.json('run');
    expect(exitCode).toBe(0);
    expect(run.train.windows).toMatchObject({ lookback_days: 21, snapshots: 2, adapted: true });
    expect(run.predict).toMatchObject({ model: run.train.model, lookback_days: 21 });

    // A week later the days would allow more, but the month has not turned for a training.
    const second = await withDays(46, CONFIG, first);
    const { value: next } = await second.json('run');
    expect(next).toMatchObject({
      train: null,
      predict: { model: run.train.model, lookback_days: 21 },
      evaluate: { evaluated: [{ predicted_week: run.predict.snapshot }] },
    });

    const third = await withDays(67, CONFIG, second);
    const { value: later } = await third.json('run');
    expect(later.train.windows).toMatchObject({ lookback_days: 35, snapshots: 4 });
    expect(later.train.reasons.join(' ')).toContain('it looks back 21 days, this one 35');
    expect(later.predict).toMatchObject({ model: later.train.model, lookback_days: 35 });

    // The very same as from a configuration that names these windows, in a folder where nothing else has been computed.
    const named = { ...CONFIG, lookbackDays: 35, training: { C: 0.003, snapshots: 4 } };
    const { value: fresh } = await (await withDays(67, named)).json('run');
    expect(fresh.train.artifact).toEqual(later.train.artifact);
    expect(fresh.predict.counts.scored).toBe(later.predict.counts.scored);

    const { value: doctor } = await third.json('doctor');
    expect(doctor.windows).toEqual(later.train.windows);
    const { out: text } = await third.run('doctor');
    expect(text.replace(/\s+/g, ' ')).toContain('this uses lookbackDays 35 and training.snapshots 4');
    const { out } = await third.run();
    expect(out).toContain(later.train.model);
    expect(out).toMatch(/newest scores +[\d,]+ users for the days from 2025-03-09/);
  },
  SLOW,
);

it(
  'a name that only the default lookback has may be dropped',
  async () => {
    const drop = ['events_30d', 'device_*'];
    const workplace = await withDays(32, { ...CONFIG, features: { drop } });
    const { exitCode, value } = await workplace.json('train');
    expect([exitCode, value.windows?.lookback_days]).toEqual([0, 14]);
  },
  SLOW,
);
