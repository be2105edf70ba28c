import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { forgetUsers } from '@propensity/core/erasure';
import type { GlobalOptions } from '../global-options.js';
import { Questions } from '../init/questions.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { count } from '../render/format.js';
import { renderForget } from '../render/render-forget.js';
import { withStack } from '../with-stack.js';

export type ForgetOptions = GlobalOptions & { readonly file?: string };

/**
 * Erases users for good, once somebody has said yes, and keeps them out of every later run. Ids are never printed.
 * @throws PropensityError `confirmation_needed` (kind `usage`) where nobody can be asked, `cancelled`, `ids_not_readable`, and those of
 * `forgetUsers`
 */
export async function forgetCommand(io: Io, options: ForgetOptions, given: readonly string[]): Promise<Outcome> {
  const userIds = [...given, ...(options.file === undefined ? [] : await idsOf(resolve(io.cwd, options.file)))];
  if (userIds.length > 0) await assertConfirmed(io, options, new Set(userIds).size);
  return withStack(io, options, async ({ ports }) => {
    const json = await forgetUsers(ports, userIds);
    return outcome(json, (screen) => renderForget(json, screen));
  });
}

async function assertConfirmed(io: Io, { yes, json }: ForgetOptions, users: number): Promise<void> {
  if (yes === true) return;
  const who = users === 1 ? '1 user' : `${count(users)} users`;
  const asks = io.in?.isTTY === true && io.err.isTTY === true && json !== true;
  if (!asks) {
    throw new PropensityError('confirmation_needed', `Erasing ${who} cannot be undone, and nobody can be asked here.`, {
      kind: 'usage',
      hint: 'Add --yes.',
    });
  }
  const isSure = await new Questions(io, true).confirm(`Erase ${who} for good? This cannot be undone.`);
  if (!isSure) throw new PropensityError('cancelled', 'Cancelled; nobody was erased.', { kind: 'refused' });
}

/** The ids of a file, one per line. */
async function idsOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PropensityError('ids_not_readable', `The file ${file} cannot be read.`, {
      kind: 'usage',
      hint: 'Give the path of a text file with one user id per line.',
      cause,
    });
  });
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
}
