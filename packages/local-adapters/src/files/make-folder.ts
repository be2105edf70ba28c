import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { folderError } from './folder-error.js';

/**
 * Makes a folder and those above it. Node's recursive mkdir never returns on file systems that answer ENOENT although
 * the parent is there (/proc), so the steps are taken one by one.
 * @throws PropensityError `folder_not_writable`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeMissing(path);
  } catch (cause) {
    throw folderError(path, cause);
  }
}

async function makeMissing(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeMissing(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
