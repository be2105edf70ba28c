import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { folderError } from './folder-error.js';
import { syncFolder } from './sync-folder.js';

/**
 * Makes a folder and those above it. Node's recursive mkdir never returns on file systems that answer ENOENT although
 * the parent is there (/proc), so the steps are taken one by one.
 * @returns the folders that were not there before, the outermost first
 * @throws PropensityError `folder_not_writable` or `disk_full`
 */
export async function makeFolder(path: string): Promise<readonly string[]> {
  try {
    return await makeMissing(path);
  } catch (cause) {
    throw folderError(path, cause);
  }
}

async function makeMissing(path: string): Promise<readonly string[]> {
  if (await isFolder(path)) return [];
  const parent = dirname(path);
  const above = parent === path ? [] : await makeMissing(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isFolder(path))) throw error;
    return above;
  }
  await syncFolder(parent);
  return [...above, path];
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
