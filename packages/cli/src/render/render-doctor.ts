import type { CostEstimate, DoctorProposal, DoctorReport, ProposedLines } from '@propensity/core/jobs';
import { describeDays } from '@propensity/core/windows';
import { nextCommand } from './command-line.js';
import { bytes, count, dollars, percent } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';
import { type Column, table } from './table.js';

const MARK = { ok: '✓', warn: '!', fail: '✗' } as const;

export function renderDoctor(report: DoctorReport, screen: Screen): string {
  const checks = report.checks.flatMap(({ name, status, message, hint }) => [
    ...bullets([`${name}: ${message}`], screen, MARK[status]),
    ...(hint === '' ? [] : bullets([hint], screen, '  →')),
  ]);
  return page(
    [
      ...heading(headline(report), screen),
      '',
      ...(report.snapshot === null ? [] : [...renderExport(report, screen), '']),
      ...checks,
      '',
      ...(report.cost === null ? [] : [...renderCost(report.cost, screen), '']),
      ...(report.proposal === null ? [] : [...renderProposal(report.proposal, screen), '']),
      ...(report.ok
        ? nextCommand('propensity train', screen)
        : sentence('Fix what is marked ✗, then look again.', screen)),
    ],
    screen,
  );
}

function renderProposal({ configuration, passes, snapshot }: DoctorProposal, screen: Screen): string[] {
  const lead = passes
    ? `With these lines in the configuration it passes, for a training at ${snapshot}:`
    : 'These lines in the configuration mend a part of that; see the hints for the rest:';
  return [...sentence(lead, screen), '', ...configurationLines(configuration).map((line) => `  ${line}`)];
}

/** The keys of a configuration as they stand in its file, a line each. */
export function configurationLines(configuration: ProposedLines): string[] {
  const entries = Object.entries(configuration);
  return entries.map(([key, value], index) => {
    const comma = index === entries.length - 1 ? '' : ',';
    return `"${key}": ${spaced(value)}${comma}`;
  });
}

/** JSON on one line, with spaces as people write it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `"${key}": ${spaced(each)}`);
  return `{ ${entries.join(', ')} }`;
}

function headline({ ok, snapshot }: DoctorReport): string {
  if (snapshot === null) return '✗ The stack cannot be used as it is; nothing else was looked at';
  return `${ok ? '✓ Ready to train' : '✗ Not ready to train'} at ${snapshot}`;
}

const SNAPSHOT_COLUMNS: readonly Column<DoctorReport['snapshots'][number]>[] = [
  { header: 'snapshot', cell: ({ snapshot }) => snapshot },
  { header: 'role', cell: ({ role }) => role },
  { header: 'users', cell: ({ users }) => count(users), side: 'right' },
  { header: 'positives', cell: ({ positives }) => count(positives), side: 'right' },
  { header: 'base rate', cell: ({ base_rate }) => percent(base_rate), side: 'right' },
];

function renderExport({ days, target, snapshots, ...report }: DoctorReport, screen: Screen): string[] {
  const missing = days.missing.length === 0 ? 'none missing' : `missing: ${describeDays(days.missing)}`;
  const written = days.last_written_at === null ? '' : `; last written ${days.last_written_at.slice(0, 16)}Z`;
  const reachable =
    report.reachable_share === null
      ? '–'
      : `${percent(report.reachable_share)} of the users who convert were known before`;
  const rows: (readonly [string, string])[] = [
    [
      'days',
      `${days.count}, ${days.first} to ${days.last}; ${missing}; final until ${days.last_final ?? 'none yet'}${written}`,
    ],
    ['events', `${count(report.events)} in the windows; ${percent(report.null_id_share)} without a user id`],
    ['users', count(report.users)],
    ['target', `"${target.event}": ${count(target.events)} events of ${count(target.users)} users`],
    ['reachable', reachable],
  ];
  return [
    ...aligned(rows, screen),
    ...(snapshots.length === 0 ? [] : ['', ...table(SNAPSHOT_COLUMNS, snapshots, screen)]),
  ];
}

function renderCost({ assumptions, ...cost }: CostEstimate, screen: Screen): string[] {
  const rows = Object.entries({
    'the first training': cost.first_training,
    'a training': cost.training,
    'a scoring': cost.scoring,
    'an evaluation': cost.evaluation,
    'a month': cost.month,
    'kept, for a month': cost.storage,
  });
  return [
    '  what it reads and keeps, and the list price of that',
    ...aligned(
      rows.map(([label, cost]) => [label, `${bytes(cost.bytes)}, ${dollars(cost.cost_usd)}`]),
      screen,
    ),
    ...bullets(assumptions, screen, '·'),
  ];
}
