import type { ExportResult } from '../results.js';
import { count } from './format.js';
import { aligned, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

/** How many users were written where, and which. */
export function renderExport(result: ExportResult, screen: Screen): string {
  const { rows, file, target, week, destination, sha256, format, held_out, without_consent } = result;
  const users = usersOf(rows);
  const facts: (readonly [string, string])[] = [
    ['users', whichUsers(result)],
    ['scores', `${target}, newest week ${week}`],
    ['destination', destination],
    ...(format === 'csv' || format === 'parquet' || format === 'ndjson' ? [] : [['format', format] as const]),
    ...(held_out === 0 ? [] : [['held out', `${usersOf(held_out)}, who would be in it`] as const]),
    ...(without_consent === null ? [] : [['no consent', `${usersOf(without_consent)}, who would be in it`] as const]),
    ['SHA-256', sha256],
  ];
  const nothing = result.kind === 'changes' && rows === 0;
  const done = nothing ? '✓ Nothing has changed' : `✓ Wrote ${users} to ${file}`;
  return page(
    [
      ...heading(done, screen),
      '',
      ...aligned(facts, screen),
      ...(nothing ? ['', ...sentence(`${file} holds no user.`, screen)] : []),
    ],
    screen,
  );
}

function usersOf(n: number): string {
  return n === 1 ? '1 user' : `${count(n)} users`;
}

function whichUsers({ kind, n, since, destination }: ExportResult): string {
  switch (kind) {
    case 'all':
      return 'all with a current prediction';
    case 'top':
      return `the ${count(n ?? 0)} highest scores of the newest week`;
    case 'decile':
      return `decile ${n} of the newest week`;
    case 'selected':
      return 'whom the decision selects in the newest week';
    case 'changes':
      return since === null
        ? `all: the first export to ${destination}`
        : `who is new or has changed since the last export to ${destination}, ${minuteOf(since)}`;
  }
}

/** `2026-02-01T05:00:00.000Z` → `2026-02-01 05:00 UTC`. */
function minuteOf(iso: string): string {
  return `${iso.slice(0, 'YYYY-MM-DDThh:mm'.length).replace('T', ' ')} UTC`;
}
