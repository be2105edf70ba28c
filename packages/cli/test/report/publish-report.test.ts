import type { ReportStore } from '@propensity/core/ports';
import { expect, it } from 'vitest';
import { publishReport } from '../../src/report/publish-report.js';
import { SOME_REPORT } from '../support/some-report.js';

function storeOf(written: Map<string, string>): ReportStore {
  return {
    write: async (name, page) => {
      written.set(name, page);
      return { uri: `gs://b/${name}`, url: `https://b/${name}` };
    },
  };
}

it('writes the page under the week that was scored last, and as the newest', async () => {
  const written = new Map<string, string>();
  const published = await publishReport(storeOf(written), { ...SOME_REPORT, target: 'purchase' }, 'a page');
  expect([...written]).toEqual([
    ['reports/purchase/2026-02-19.html', 'a page'],
    ['reports/purchase/latest.html', 'a page'],
  ]);
  expect(published.url).toBe('https://b/reports/purchase/2026-02-19.html');
});

it('is of the snapshot of the model before anything is scored', async () => {
  const written = new Map<string, string>();
  await publishReport(storeOf(written), { ...SOME_REPORT, target: 'sign_up', scores: null }, 'a page');
  expect([...written.keys()][0]).toBe('reports/sign_up/2026-02-05.html');
});

it('keeps targets apart, and in one folder each', async () => {
  const folders = new Set<string>();
  const targets = ['a b', 'a/b', 'a~b', 'a_b', '../a', 'kauf für 50 €', 'kauf für 50 £'];
  for (const target of targets) {
    const written = new Map<string, string>();
    await publishReport(storeOf(written), { ...SOME_REPORT, target }, '');
    for (const name of written.keys()) expect(name).toMatch(/^reports\/[\w.~-]+\/[\w.-]+\.html$/);
    folders.add([...written.keys()][0]!);
  }
  expect(folders.size).toBe(targets.length);
});
