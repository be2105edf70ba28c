import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderError } from '../files/folder-error.js';
import { codeOf, syncFolder } from '../files/sync-folder.js';

const NAME = 'forget.key';
const KEY_BYTES = 32;

/** The names of drafts, which a killed process leaves: see `removeLeftovers`. */
export const KEY_DRAFT = /^forget\.key\.[0-9a-f-]{36}\.new$/;

/** The key of forgotten users' digests: 64 hexadecimal digits in a file that its owner alone may read; null when there is none. */
export async function readForgetKey(folder: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, NAME), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * The key, made where there is none: whole or not at all, and of two makers at once the first one's stays.
 * @throws PropensityError `disk_full`, `folder_not_writable`
 */
export async function ensureForgetKey(folder: string): Promise<string> {
  const known = await readForgetKey(folder);
  if (known !== null) return known;
  await makeKey(folder).catch((cause: unknown) => {
    throw folderError(folder, cause);
  });
  return (await readForgetKey(folder))!;
}

async function makeKey(folder: string): Promise<void> {
  const path = join(folder, NAME);
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(folder);
  } finally {
    await rm(draft, { force: true });
  }
}
