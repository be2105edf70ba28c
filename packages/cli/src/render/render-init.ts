import type { DoctorReport } from '@propensity/core/jobs';
import type { SeenExport } from '../init/seen-export.js';
import { count } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';
import { type Column, table } from './table.js';

/** Events that are listed. */
const LISTED = 10;

/** What `init` made of what it saw. */
export interface MadeConfiguration {
  /** Null where there was no export to read. */
  readonly seen: SeenExport | null;
  /** Where the day files or tables are. */
  readonly events: string;
  readonly target: string;
  readonly report: DoctorReport | null;
  /** What went otherwise than one would think; empty when there is nothing to say. */
  readonly note: string;
  /** The file that was written, as it is called from the working directory. */
  readonly file: string;
  readonly next: string;
}

export function renderInit(made: MadeConfiguration, screen: Screen): string {
  const { seen, events, target, report, note, file, next } = made;
  const parts = [
    ...(seen === null ? [] : [renderSeen(seen, events, screen), renderEvents(seen, target, screen)]),
    ...(report === null ? [] : [[...renderWindows(report, screen), ...renderTroubles(report, screen)]]),
    bullets([note].filter(Boolean), screen),
    [...heading(`✓ Wrote ${file}: it predicts "${target}"`, screen), ...sentence(next, screen, 'Next: ')],
  ];
  const lines = parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
  return page(lines, screen);
}

/** What was seen, chosen and left out, in the order in which a reader needs it. */
function renderSeen(seen: SeenExport, events: string, screen: Screen): string[] {
  const { days, firstDay, lastDay, zone } = seen;
  const alike = zone?.alike.slice(0, 3).join(', ') ?? '';
  const others = alike === '' ? '' : ` (on the days that there are, ${alike} would fit as well)`;
  const rows: (readonly [string, string])[] = [
    ['export', `${events}: ${days} ${days === 1 ? 'day' : 'days'}, ${firstDay} to ${lastDay}`],
    ...(zone === null
      ? []
      : [
          [
            'time zone',
            zone.pinned ? `${zone.zone}: the dates of the events are their days in it${others}` : unsettled(zone.zone),
          ] as const,
        ]),
  ];
  return aligned(rows, screen);
}

/** Without events at night, days may begin at any of several hours. */
function unsettled(zone: string): string {
  return `${zone}, the likeliest: nothing happens at night, so zones an hour or more away fit the dates too. Check the one that the property reports in`;
}

/** The events of the newest week with users and positives, the likeliest targets first. */
function renderEvents({ events, week }: SeenExport, target: string | undefined, screen: Screen): string[] {
  if (events.length === 0) return [];
  const listed = events.slice(0, LISTED);
  // Two columns wide in ASCII.
  const [chosen, other] = screen.unicode ? ['→ ', '  '] : ['-> ', '   '];
  const columns: Column<SeenExport['events'][number]>[] = [
    { header: `${other}event`, cell: ({ name }) => `${name === target ? chosen : other}${name}` },
    { header: 'users', cell: ({ users }) => count(users), side: 'right' },
    { header: 'positives', cell: ({ positives }) => (positives === null ? '–' : count(positives)), side: 'right' },
  ];
  return [
    ...sentence(
      `In the week of ${week}, users who did it, and positives: those of them who were known before`,
      screen,
      '  ',
    ),
    '',
    ...table(columns, listed, screen),
    ...(events.length > LISTED ? [`    … and ${events.length - LISTED} others`] : []),
  ];
}

/** The windows that trainings use with the days there are, and what the defaults would need. */
function renderWindows({ windows, days }: DoctorReport, screen: Screen): string[] {
  if (windows === null) return [];
  const { lookback_days, horizon_days, snapshots, export_days_needed, export_days_for_defaults, adapted } = windows;
  const uses = `${lookback_days} days of behaviour, ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}, ${horizon_days} days to predict: ${export_days_needed} days of export`;
  const more = adapted
    ? `The defaults, 60 days of behaviour and 8 snapshots, need ${export_days_for_defaults} days of export. With the ${days.count} you have, a training uses what the line "windows" says, and more as days arrive.`
    : null;
  return [...aligned([['windows', uses]], screen), ...bullets([more ?? []].flat(), screen, '·')];
}

/** What doctor says against the configuration, and what it warns of. */
function renderTroubles({ checks }: DoctorReport, screen: Screen): string[] {
  const warned = checks.filter(({ status }) => status === 'warn').map(({ name, message }) => `${name}: ${message}`);
  return bullets(warned, screen).concat(renderFailed(checks, screen));
}

function renderFailed(checks: DoctorReport['checks'], screen: Screen): string[] {
  return checks
    .filter(({ status }) => status === 'fail')
    .flatMap(({ name, message, hint }) => [
      ...bullets([`${name}: ${message}`], screen, '✗'),
      ...bullets([hint].filter(Boolean), screen, '  →'),
    ]);
}
