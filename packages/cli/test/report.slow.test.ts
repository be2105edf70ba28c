import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
  decision: { topUsers: 100 },
};

let workplace: Workplace;
const page = (name: string) => readFile(join(workplace.folder, name), 'utf8');
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.run('simulate', '--users', '3000', '--days', '45', '--seed', '5');
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
}, 120_000);
afterAll(() => workplace.remove());

it('is refused before anything has been trained, and leaves no file', async () => {
  const { exitCode, value } = await workplace.json('report');
  expect([exitCode, value.error.code]).toEqual([3, 'no_model']);
  expect((await readdir(workplace.folder)).sort()).toEqual(['export', 'propensity.config.json']);
});

it('is of the training, then of the weeks, and of the newest scores though their days are not over', async () => {
  const { value: trained } = await workplace.json('train', '--snapshot', '2025-01-27');
  await workplace.json('models', 'pin', trained.model);
  const early = await workplace.json('report');
  expect([early.exitCode, early.value.worth.source, early.value.scores]).toEqual([0, 'test', null]);
  expect(await page('propensity-report.html')).toContain('No scored week has matured yet.');

  await workplace.json('predict', '--snapshot', '2025-02-03');
  await workplace.json('evaluate');
  // Of its seven days the export has none.
  await workplace.json('predict', '--snapshot', '2025-02-15');
  const { value } = await workplace.json('report', '--out', 'reports/week.html');
  expect(value.file).toBe(join(workplace.folder, 'reports/week.html'));
  expect(value.worth).toMatchObject({ source: 'weeks', snapshots: ['2025-02-03'], capacity: 100 });
  expect(value.worth.top.selected).toBe(100);
  expect(value.scores.week).toBe('2025-02-15');
  expect(value.pending).toMatchObject([{ week: '2025-02-15', matures_on: '2025-02-22' }]);
  const text = await page('reports/week.html');
  for (const number of [value.worth.top.lift, value.worth.expected, value.weeks[0].roc_auc, value.scores.mean]) {
    expect(text.includes(`<data value="${number}">`)).toBe(true);
  }
  expect(value).not.toHaveProperty('card');
  const { value: carded } = await workplace.json('report', '--card', 'reports/card.md');
  expect(carded.card).toBe(join(workplace.folder, 'reports/card.md'));
  const card = await page('reports/card.md');
  expect(card).toContain('# Model card: “view_item” within 7 days');
  expect(card).toContain(`| SHA-256 | \`${trained.artifact.sha256}\` |`);
  const { out } = await workplace.run('report');
  expect(out).toContain(`Report of "view_item": ${join(workplace.folder, 'propensity-report.html')}`);
  expect(out).toContain('by acting on 100');
});

it('says where it cannot be written, and leaves nothing there', async () => {
  await mkdir(join(workplace.folder, 'taken.html'));
  const { exitCode, value } = await workplace.json('report', '--out', 'taken.html');
  expect([exitCode, value.error.code]).toEqual([1, 'report_not_written']);
  expect((await readdir(workplace.folder)).filter((name) => name.includes('partial'))).toEqual([]);
});

it('writes neither where the model card cannot be written', async () => {
  const { exitCode, value } = await workplace.json('report', '--out', 'another.html', '--card', 'taken.html');
  expect([exitCode, value.error.code]).toEqual([1, 'report_not_written']);
  const same = await workplace.json('report', '--out', 'one.html', '--card', './one.html');
  expect([same.exitCode, same.value.error.code]).toEqual([2, 'usage']);
  const names = await readdir(workplace.folder);
  expect(names.filter((name) => /partial|another|one/.test(name))).toEqual([]);
});

it.each([
  ['report', '--out', 'another.html', '--upload'],
  ['run', '--report'],
])('has no bucket to put it into on the local stack: %s', async (...argv) => {
  const before = await workplace.run('models', '--json');
  const { exitCode, value } = await workplace.json(...argv);
  expect([exitCode, value.error.code]).toEqual([2, 'usage']);
  expect(await readdir(workplace.folder)).not.toContain('another.html');
  expect((await workplace.run('models', '--json')).out).toBe(before.out);
});
