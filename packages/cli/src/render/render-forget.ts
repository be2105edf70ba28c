import type { ForgetResult } from '@propensity/core/erasure';
import { bytes, count } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

/** How much was erased where, what the search went through, and what is left for people to do. It names no user. */
export function renderForget(result: ForgetResult, screen: Screen): string {
  const { erased, search } = result;
  const rows = erased.map((each): readonly [string, string] => [each.table, counted(each.rows, 'row')]);
  return page(
    [
      ...heading(`✓ Forgot ${whom(result)}`, screen),
      '',
      ...(rows.length === 0
        ? sentence('Nothing was kept of them. They are noted as forgotten all the same.', screen)
        : aligned(rows, screen)),
      '',
      ...sentence(searched(search), screen),
      ...(search.too_common === 0 ? [] : sentence(tooCommon(search.too_common, search.files > 0), screen)),
      '',
      ...sentence('No later run scores them. What is left is yours to do:', screen),
      ...bullets(leftToDo(result), screen),
    ],
    screen,
  );
}

function whom({ users, devices }: ForgetResult): string {
  return `${counted(users, 'user')}${devices === 0 ? '' : `, with ${counted(devices, 'device')} they were named on`}`;
}

function searched({ tables, columns, files, bytes: read }: ForgetResult['search']): string {
  const inFiles = files === 0 ? '' : `, and in ${bytes(read)} of ${counted(files, 'file')}`;
  return `Searched for afterwards in ${counted(columns, 'column')} of ${counted(tables, 'table')}${inFiles}: not found.`;
}

function tooCommon(ids: number, hasFiles: boolean): string {
  const which = `${counted(ids, 'id')} ${ids === 1 ? 'is' : 'are'} too short, or part of others' ids`;
  return hasFiles ? `${which}: not looked for in the bytes of files.` : `${which}: looked for in columns alone.`;
}

function leftToDo({ exported_files: files }: ForgetResult): readonly string[] {
  return [
    ...files.map(
      ({ file_name: name, destination, exported_at: at }) =>
        `${name}, exported to ${destination} on ${at.slice(0, 'YYYY-MM-DD'.length)}, may hold them: delete it, and what was made of it.`,
    ),
    "Google Analytics and its export still hold them: delete them there too, with Analytics' user deletion.",
  ];
}

function counted(n: number, what: string): string {
  return `${count(n)} ${what}${n === 1 ? '' : 's'}`;
}
