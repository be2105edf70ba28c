import type { ReportData } from '@propensity/core/report';
import { beforeAll, expect, it } from 'vitest';
import { nats, percents, points, score, share, times, users } from '../../src/report/numbers.js';
import { reportPage } from '../../src/report/report-page.js';
import { HOSTILE, SOME_REPORT } from '../support/some-report.js';

let page: string;
beforeAll(async () => {
  page = await reportPage(SOME_REPORT);
});

/** The numbers of a page: what they are exactly, and what is read. */
function numbersOf(text: string): { readonly value: number; readonly read: string }[] {
  return [...text.matchAll(/<data value="([^"]*)">([^<]*)<\/data>/g)].map(([, value, read]) => ({
    value: Number(value),
    read: read!,
  }));
}

/** Every number of JSON with its path. */
function numbersIn(value: unknown, path = ''): [path: string, value: number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => numbersIn(each, `${path}.${key}`));
}

/** What stands in prose, is drawn only, or orders rows. */
const NOT_IN_A_TABLE =
  /^\.(horizon_days|model\.(horizon_days|seed))$|\.(sequence|standard_error|from|to)$|^\.quality\.curves\..*\.0\.|^\.worth\.simple_rule\.by_chance|^\.shapes\..*\.(centre|importance|sd)$/;

it('shows every number of the data, and none that is not in it', () => {
  const shown = new Set(numbersOf(page).map(({ value }) => value));
  const there = numbersIn(SOME_REPORT);
  expect(there.length).toBeGreaterThan(100);
  expect(there.filter(([path, value]) => !NOT_IN_A_TABLE.test(path) && !shown.has(value))).toEqual([]);
  const known = new Set(there.map(([, value]) => value));
  expect([...shown].filter((value) => !known.has(value))).toEqual([]);
});

it('writes each as its exact value reads', () => {
  const wrong = numbersOf(page).filter(
    ({ value, read }) => ![users, share, score, times, percents, points, nats].some((write) => write(value) === read),
  );
  expect(wrong).toEqual([]);
  const text = page.replaceAll(/<[^>]*>/g, '');
  expect(text).toContain('of all converters: 101 of 250, by acting on 300 users');
  expect(text).toContain('250 converted, 236.5 were expected');
  expect(text).toMatch(/Captured40\.4 %\[34\.3 %, 46\.6 %\]/);
  expect(text).toContain('the 150 users with the highest scores of each week');
});

it('says whether it worked, and nothing of it where nobody is held out', async () => {
  const text = page.replaceAll(/<[^>]*>/g, '');
  expect(text).toContain('No difference shows so far: +0.43 [−0.21, +1.09] percentage points.');
  expect(text).toContain(
    'A difference of +0.31 percentage points would show after 17 more weeks, four times out of five.',
  );
  const [comparison] = SOME_REPORT.holdout;
  const said = async (more: object) =>
    (await reportPage({ ...SOME_REPORT, holdout: [{ ...comparison!, ...more }] })).replaceAll(/<[^>]*>/g, '');
  expect(await said({ interval: [0.001, 0.011], weeks_missing: 0 })).toMatch(
    /Exported users did it more often: \+0\.43 \[\+0\.10, \+1\.10\] percentage points\. A difference of \+0\.31 percentage points would show by now/,
  );
  const early = { difference: null, interval: null, exported_share: null, held_out_share: null, weeks_missing: null };
  expect(await said(early)).toContain('There are no users of the same scores to compare yet. Too little has happened');
  const without = await reportPage({ ...SOME_REPORT, holdout: [] });
  expect([without.includes('id="holdout"'), without.includes('#holdout')]).toEqual([false, false]);
});

it('escapes whatever names hold, in text, attributes and drawings', () => {
  expect(page).not.toMatch(/<script|<img|<iframe|\son\w+=/i);
  expect(page).not.toContain(HOSTILE);
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  // In the labels of a chart.
  const drawings = [...page.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([svg]) => svg).join('');
  expect(drawings).toContain('&lt;script&gt;');
});

it('is one small file that asks for nothing', () => {
  expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  expect(page).not.toMatch(/https?:|\/\/\w|url\(|@import|<link|<base/);
  const targets = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target]) => target!);
  expect(targets.every((target) => target.startsWith('#') && page.includes(`id="${target.slice(1)}"`))).toBe(true);
  expect(page.includes('content="default-src &#39;none&#39;;')).toBe(true);
});

it('gives each chart a title, a description and the table behind it, under ids of their own', () => {
  const figures = [...page.matchAll(/<figure>[\s\S]*?<\/figure>/g)].map(([each]) => each);
  expect(figures).toHaveLength(12);
  for (const each of figures) {
    expect(each).toMatch(
      /<svg viewBox="[^"]+" role="img" aria-labelledby="(\S+)-title \1-desc"><title id="\1-title">[^<]+<\/title><desc id="\1-desc">[^<]+<\/desc>/,
    );
    expect(each).toMatch(/<details><summary>[^<]+<\/summary>[\s\S]*<tbody><tr>/);
    expect(each).not.toContain('NaN');
  }
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('says what is of the test, and what is not there yet', async () => {
  const early: ReportData = {
    ...SOME_REPORT,
    worth: { ...SOME_REPORT.worth, source: 'test', snapshots: ['2026-02-05'], simple_rule: null },
    quality: { calibration: [], calibration_source: 'held_out', curves: null },
    scores: null,
    weeks: [],
    pending: [],
    changes: [],
    notes: [],
  };
  const text = (await reportPage(early)).replaceAll(/<[^>]*>/g, '');
  expect(text).toContain('No scored week has matured yet.');
  expect(text).toContain("the training's test of 2026-02-05");
  expect(text).toContain('Nothing has been scored yet');
  expect(text).toContain('No scored week has been evaluated yet.');
  expect(text).toContain('No run noted anything.');
});

it('says when the model is not worth running', async () => {
  const { worth } = SOME_REPORT;
  const of = (roc_auc: number) => ({
    ...worth,
    ranking: { ...worth.ranking, simple_rule: { ...worth.ranking.simple_rule, roc_auc } },
  });
  expect(page).toContain('ranks users better than their number of events');
  expect(await reportPage({ ...SOME_REPORT, worth: of(0.79) })).toContain('is not shown');
  expect(await reportPage({ ...SOME_REPORT, worth: of(0.81) })).toContain('the model is not worth running');
});
