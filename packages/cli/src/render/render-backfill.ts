import type { BackfilledWeek, BackfillResult } from '@propensity/core/jobs';
import { count } from './format.js';
import { bullets, heading, page } from './layout.js';
import type { Screen } from './screen.js';
import { type Column, table } from './table.js';

const STATUS: Readonly<Record<BackfilledWeek['status'], string>> = {
  scored: 'scored',
  published: 'published before',
  refused: 'refused',
  left_out: 'left out',
};

const COLUMNS: readonly Column<BackfilledWeek>[] = [
  { header: 'week', cell: ({ week }) => week },
  { header: '', cell: ({ status }) => STATUS[status] },
  { header: 'users', cell: ({ counts }) => (counts === null ? '' : count(counts.scored)), side: 'right' },
  { header: 'model', cell: ({ model }) => model ?? '' },
  { header: 'trained', cell: ({ train }) => train?.status ?? '', spare: true },
];

/** What became of each week, and of those without scores why. */
export function renderBackfill({ from, to, weeks }: BackfillResult, screen: Screen): string {
  const without = weeks.filter(({ status }) => status === 'refused' || status === 'left_out');
  const done = weeks.length - without.length;
  const title = `${count(done)} of ${count(weeks.length)} ${weeks.length === 1 ? 'week has' : 'weeks have'} scores, ${from} to ${to}`;
  const notes = [
    ...weeks.flatMap(({ week, error, failed }) => [
      ...(error === undefined ? [] : [`${week} was refused: ${error.message} ${error.hint}`.trimEnd()]),
      ...(failed === undefined ? [] : [`${week}: ${failed.job} failed. ${failed.message} ${failed.hint}`.trimEnd()]),
    ]),
    ...(weeks.some(({ status }) => status === 'left_out')
      ? ['Weeks are left out where a newer one is published: an older week never overwrites newer scores.']
      : []),
  ];
  return page(
    [
      ...heading(`${without.length === 0 ? '✓' : '!'} ${title}`, screen),
      '',
      ...table(COLUMNS, weeks, screen),
      ...(notes.length === 0 ? [] : ['', ...bullets(notes, screen)]),
    ],
    screen,
  );
}
