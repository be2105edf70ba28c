import type { DoctorReport } from '@propensity/core';
import { describeDays } from '@propensity/core';
import { aligned, bullets, count, percent } from './format.js';

const MARK = { ok: '✓', warn: '!', fail: '✗' } as const;

export function renderDoctor(report: DoctorReport): string {
  const { days, target } = report;
  const missing = days.missing.length === 0 ? 'none missing' : `missing: ${describeDays(days.missing)}`;
  return [
    `${report.ok ? '✓ Ready to train' : '✗ Not ready to train'} at ${report.snapshot}`,
    '',
    ...aligned([
      [
        'days',
        `${days.count}, ${days.first} to ${days.last}; ${missing}; final until ${days.last_final ?? 'none yet'}`,
      ],
      ['events', `${count(report.events)} in the windows; ${percent(report.null_id_share)} without a user id`],
      ['users', count(report.users)],
      ['target', `"${target.event}": ${count(target.events)} events of ${count(target.users)} users`],
      [
        'reachable',
        report.reachable_share === null
          ? '–'
          : `${percent(report.reachable_share)} of the users who convert were known before`,
      ],
    ]),
    '',
    ...(report.snapshots.length === 0 ? [] : ['  snapshot     role              users   positives   base rate']),
    ...report.snapshots.map(
      ({ snapshot, role, users, positives, base_rate }) =>
        `  ${snapshot}   ${role.padEnd(14)}${count(users).padStart(9)}${count(positives).padStart(12)}${percent(base_rate).padStart(12)}`,
    ),
    '',
    ...report.checks.flatMap(({ name, status, message, hint }) => [
      ...bullets([`${name}: ${message}`], MARK[status]),
      ...(hint === '' ? [] : bullets([hint], '  →')),
    ]),
    '',
    report.ok ? 'Next: propensity train' : 'Mend what is marked ✗, then look again.',
  ].join('\n');
}
