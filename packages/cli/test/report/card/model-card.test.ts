import type { ReportData } from '@propensity/core/report';
import { beforeAll, expect, it } from 'vitest';
import { modelCard } from '../../../src/report/card/model-card.js';
import { reportPage } from '../../../src/report/report-page.js';
import { HOSTILE, SOME_REPORT } from '../../support/some-report.js';

const RECALIBRATED: ReportData = {
  ...SOME_REPORT,
  model: {
    ...SOME_REPORT.model,
    recalibration: {
      parent: 'model-0',
      parent_sha256: 'cd34',
      original: 'model-0',
      slope: 1,
      shift: 0.401,
      against_parent: { slope: 1, shift: 0.401 },
      weeks: ['2026-02-05', '2026-01-29'],
      n: 4003,
      positives: 251,
      weight: 0.834,
    },
  },
};

/** The numbers of a page as they are read. */
function readOnPage(page: string): Set<string> {
  return new Set([...page.matchAll(/<data value="[^"]*">([^<]*)<\/data>/g)].map(([, text]) => text!));
}

/** The numbers in the tables and sentences of a card, without days, times, code and what a text of the data says. */
function numbersOf(card: string): string[] {
  const bare = card
    .replaceAll(/`[^`]*`/g, '')
    .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, '')
    .replaceAll(/Intervals in brackets are 95 %/g, '')
    .replaceAll(/\\?<script\\?>.*?\\?<\/script\\?>/g, '');
  const inTables = bare.split('\n').filter((line) => line.startsWith('| '));
  const cells = inTables.flatMap((line) => line.split(/[|[\],](?![\d]{3})/).slice(1));
  return cells.map((cell) => cell.trim()).filter((cell) => /^[−+]?\d[\d,.]*( %|×)?$/.test(cell));
}

let card: string;
beforeAll(() => {
  card = modelCard(SOME_REPORT);
});

it('has the sections of model cards, in their order', () => {
  expect([...card.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
    'Model details',
    'Intended use',
    'Factors',
    'Metrics',
    'Evaluation data',
    'Training data',
    'Quantitative analyses',
    'Ethical considerations',
    'Caveats and recommendations',
    'Provenance',
  ]);
});

it.each([
  ['of a model that was trained', SOME_REPORT],
  ['of a recalibrated one', RECALIBRATED],
])('has only numbers of the page, as the page writes them: %s', async (_, data) => {
  const known = readOnPage(await reportPage(data));
  const numbers = numbersOf(modelCard(data));
  expect(numbers.length).toBeGreaterThan(80);
  expect(numbers.filter((number) => !known.has(number))).toEqual([]);
});

it('has the figures of the test and of the weeks, with their intervals', () => {
  for (const row of [
    '| ROC AUC | 0.818 [0.788, 0.848] |',
    '| lift of the top tenth | 4.55× [3.74×, 5.35×] |',
    '| ROC AUC of the simple rule | 0.727 |',
    '| ROC AUC | 0.805 [0.780, 0.830] |',
    '| of all converters, captured | 40.4 % [34.3 %, 46.6 %] |',
    '| converted over expected | 1.057 [0.940, 1.190] |',
    '| 11.0 % | 2,001 | 11.9 % [10.5 %, 13.4 %] |',
  ]) {
    expect(card).toContain(row);
  }
  expect(card).toMatch(/\| 2026-02-12 \| 0\.313 \| 2 \| decayed: fewer users convert than it says \| 41\.750 \|/);
  expect(card).toMatch(/\| crm .* \| 2 \| 36,017 \| 4,019 \| 6\.25 % \| 5\.82 % \| \+0\.43 \[−0\.21, \+1\.09\] \|/);
});

it('says what it must not be used for, and where it comes from', () => {
  expect(card).toMatch(/\*\*Not for\*\*\n\n- decisions that weigh on a person: credit/);
  expect(card).toContain('| SHA-256 | `ab12` |');
  expect(card).toContain('| code version | `1.2.3` |');
  expect(card).toContain('In the week of 2026-02-12 they made 61.3 % of the converters');
  expect(card).toMatch(/Features with categories.*: sessions/);
});

it('says whether it was recalibrated', () => {
  expect(card).toContain('no recalibration');
  const text = modelCard(RECALIBRATED);
  expect(text).toContain('+0.401 in log-odds on the weeks of 2026-02-05 and 2026-01-29; made of `model-0`');
  expect(text).toContain('with 251 converters among 4,003 rows');
  expect(text).not.toContain('no recalibration');
});

it('is rough with few conversions, and says so before a week has matured', () => {
  expect(card).not.toContain('Few conversions');
  const early: ReportData = {
    ...SOME_REPORT,
    worth: { ...SOME_REPORT.worth, source: 'test', snapshots: ['2026-02-05'], simple_rule: null },
    quality: { calibration: [], calibration_source: 'held_out', curves: null },
    weeks: [],
    drift: { weeks: [], features: [], flagged: [] },
    model: { ...SOME_REPORT.model, test: { rows: 1499, users: 1103, positives: 99 } },
  };
  const text = modelCard(early);
  expect(text).toContain('**Few conversions** in the test: 99.');
  expect(text).toContain('Matured weeks: none yet.');
  expect(text).not.toContain('### On matured weeks');
  expect(text).toContain('No scored week has been evaluated yet.');
  expect(text).toContain('No scored week has been compared with the training yet.');
});

it('keeps names from being markup', () => {
  const bare = card.replaceAll(/`[^`]*`/g, '');
  expect(bare).not.toMatch(/(?<!\\)<script/);
  expect(bare).not.toContain(HOSTILE);
  const odd = 'a | b\n## c [d](e) *f* __g__';
  const lines = modelCard({ ...SOME_REPORT, target: odd }).split('\n');
  expect(lines[0]).toBe('# Model card: “a \\| b \\#\\# c \\[d\\](e) \\*f\\* \\_\\_g\\_\\_” within 7 days');
  expect(lines.filter((line) => line.startsWith('## '))).toHaveLength(10);
});

it('has no number in its sentences that is not on the page', async () => {
  const number = /[−+]?\d[\d,]*(?:\.\d+)?/g;
  const page = (await reportPage(RECALIBRATED)).replaceAll(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ');
  const known = new Set(page.match(number));
  const sentences = modelCard(RECALIBRATED)
    .split('\n')
    .filter((line) => !line.startsWith('|'))
    .join('\n');
  const numbers = sentences.replaceAll(/`[^`]*`/g, '').match(number)!;
  expect(numbers).toContain('251');
  expect(numbers.filter((each) => !known.has(each))).toEqual([]);
});
