import type { ModelDiffResult } from '../results.js';
import { metric } from './format.js';
import { heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';
import { type Column, table } from './table.js';

/** What distinguishes two models: figures, settings, features. */
export function renderDiff({ before, after, metrics, settings, features }: ModelDiffResult, screen: Screen): string {
  const columns: Column<readonly [string, string, string]>[] = [
    { header: '', cell: ([name]) => name },
    { header: 'before', cell: ([, value]) => value, side: 'right' },
    { header: 'after', cell: ([, , value]) => value, side: 'right' },
  ];
  const figures = metrics.map(({ name, ...of }) => [name, figure(of.before), figure(of.after)] as const);
  const said = settings.map(({ name, ...of }) => `${name}: ${text(of.before)} → ${text(of.after)}`);
  const lists = [
    ['Features added', features.added],
    ['Features removed', features.removed],
    ['Features computed differently', features.redefined],
  ] as const;
  return page(
    [
      ...heading(`${before} → ${after}`, screen),
      ...(figures.length === 0 ? [] : ['', ...table(columns, figures, screen)]),
      ...(said.length === 0 ? [] : ['', ...said.flatMap((line) => sentence(line, screen, '  '))]),
      ...lists.flatMap(([what, names]) =>
        names.length === 0 ? [] : ['', ...sentence(`${what}: ${names.join(', ')}.`, screen)],
      ),
      '',
      ...sentence(
        'Each figure is of its own test users and weeks: what a training says of the two on the same users decides.',
        screen,
      ),
    ],
    screen,
  );
}

function figure(value: number | null): string {
  return value === null ? '–' : metric(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
