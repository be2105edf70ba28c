import type { ReportResult } from '../results.js';
import { calibrationText } from './calibration-text.js';
import { count, percent, times } from './format.js';
import { aligned, heading, page } from './layout.js';
import type { Screen } from './screen.js';

/** Where the report is, and its first figures. */
export function renderReport({ file, card, uploaded, worth, target, model }: ReportResult, screen: Screen): string {
  const { source, snapshots, top, positives, expected, simple_rule: rule } = worth;
  const of =
    source === 'test'
      ? `the training's test of ${snapshots[0]}; no scored week has matured yet`
      : snapshots.length === 1
        ? `the week of ${snapshots[0]}`
        : `${snapshots.length} weeks, ${snapshots[0]} to ${snapshots.at(-1)}`;
  const rows: (readonly [string, string])[] = [
    ['figures of', of],
    ...(top === null || top.recall === null
      ? []
      : [
          [
            'captured',
            `${count(top.captured)} of ${count(positives)} (${percent(top.recall)}) by acting on ${count(top.selected)}, ${times(top.lift)} as many as chance${rule === null ? '' : `; ranking by number of events ${count(rule.captured)}`}`,
          ] as const,
        ]),
    ...(expected === null ? [] : [['calibration', calibrationText(positives, expected)] as const]),
    ['model', model.model],
    ...(card === undefined ? [] : [['model card', card] as const]),
    ...(uploaded === undefined ? [] : [['uploaded', uploaded.url] as const]),
  ];
  return page([...heading(`Report of "${target}": ${file}`, screen), '', ...aligned(rows, screen)], screen);
}
