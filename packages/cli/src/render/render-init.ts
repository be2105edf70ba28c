import type { DoctorReport } from '@propensity/core/jobs';
import type { SeenExport } from '../init/seen-export.js';
import { aligned, bullets, count } from './format.js';

/** Events that are listed. */
const LISTED = 10;

/** What was seen, chosen and left out, in the order in which a reader needs it. */
export function renderSeen(seen: SeenExport, events: string): string[] {
  const { days, firstDay, lastDay, zone } = seen;
  const alike = zone?.alike.slice(0, 3).join(', ') ?? '';
  const others = alike === '' ? '' : ` (on the days that there are, ${alike} would fit as well)`;
  return aligned([
    ['export', `${events}: ${days} ${days === 1 ? 'day' : 'days'}, ${firstDay} to ${lastDay}`],
    ...(zone === null
      ? []
      : [['time zone', `${zone.zone}: the dates of the events are their days in it${others}`] as const]),
  ]);
}

/** The events of the newest week with users and positives, the likeliest targets first. */
export function renderEvents({ events, week }: SeenExport, target: string | undefined): string[] {
  if (events.length === 0) return [];
  const listed = events.slice(0, LISTED);
  const width = Math.max(...listed.map(({ name }) => name.length), 'event'.length);
  return [
    `  In the week of ${week}, users who did it, and positives: those of them who were known before`,
    '',
    `    ${'event'.padEnd(width)}${'users'.padStart(10)}${'positives'.padStart(12)}`,
    ...listed.map(
      ({ name, users, positives }) =>
        `  ${name === target ? '→' : ' '} ${name.padEnd(width)}${count(users).padStart(10)}${(positives === null ? '–' : count(positives)).padStart(12)}`,
    ),
    ...(events.length > LISTED ? [`    … and ${events.length - LISTED} others`] : []),
  ];
}

/** The windows that trainings use with the days there are, and what the defaults would need. */
export function renderWindows({ windows, days }: DoctorReport): string[] {
  if (windows === null) return [];
  const { lookback_days, horizon_days, snapshots, export_days_needed, export_days_for_defaults, adapted } = windows;
  const uses = `${lookback_days} days of behaviour, ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}, ${horizon_days} days to predict: ${export_days_needed} days of export`;
  const more = adapted
    ? `The defaults, 60 days of behaviour and 8 snapshots, need ${export_days_for_defaults} days of export. With the ${days.count} you have, a training uses what the line "windows" says, and more as days arrive.`
    : null;
  return [...aligned([['windows', uses]]), ...bullets([more ?? []].flat(), '·')];
}

/** What doctor says against the configuration, and what it warns of. */
export function renderTroubles({ checks }: DoctorReport): string[] {
  const warned = checks.filter(({ status }) => status === 'warn').map(({ name, message }) => `${name}: ${message}`);
  return bullets(warned).concat(renderFailed(checks));
}

function renderFailed(checks: DoctorReport['checks']): string[] {
  return checks
    .filter(({ status }) => status === 'fail')
    .flatMap(({ name, message, hint }) => [
      ...bullets([`${name}: ${message}`], '✗'),
      ...bullets([hint].filter(Boolean), '  →'),
    ]);
}
