import { open } from 'node:fs/promises';

/** What systems answer that cannot sync a folder (Windows, some network shares): there the entry is left to them. */
const UNSUPPORTED: ReadonlySet<unknown> = new Set(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP', 'EACCES', 'EBADF']);

/** Puts a folder's entries on the disk: a file that was made, renamed or linked there keeps its name after a power cut. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!UNSUPPORTED.has(codeOf(error))) throw error;
  }
}

/** The code of an error of the system (`ENOENT`, …), or undefined. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
