import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a file beside its place, and moves it there once it is whole and on the disk: nobody sees half of it, and a file that was there stays
 * until then. Drafts that a killed process left are removed.
 * @param write writes the file whose path it is given
 * @returns SHA-256 of the file's bytes, hexadecimal
 */
export async function writeWhole(file: string, write: (draft: string) => Promise<void>): Promise<string> {
  const folder = dirname(file);
  const draft = join(folder, draftName(basename(file), process.pid));
  await removeLeftDrafts(folder, basename(file));
  try {
    await write(draft);
    const hash = createHash('sha256');
    await pipeline(createReadStream(draft), hash);
    await sync(draft);
    await rename(draft, file);
    // Windows opens no folder: there the name is left to the system.
    await sync(folder).catch(() => {});
    return hash.digest('hex');
  } finally {
    await rm(draft, { force: true });
  }
}

function draftName(name: string, pid: number): string {
  return `.${name}.${pid}.draft`;
}

async function removeLeftDrafts(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    const pid = Number(/\.(\d+)\.draft$/.exec(other)?.[1] ?? Number.NaN);
    if (other === draftName(name, pid) && !isRunning(pid)) await rm(join(folder, other), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
