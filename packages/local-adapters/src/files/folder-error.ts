import { PropensityError } from '@propensity/core';

/** What the system, or DuckDB for it, says when a disk, a quota or the share that temporary files may take is used up. */
const FULL = /no space left on device|disk quota exceeded|not enough space on the disk|max_temp_directory_size/i;

/** True for an error of a write for which there was no room. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && !PropensityError.is(error) && FULL.test(error.message);
}

/** The error for a folder that cannot be made or written to. */
export function folderError(folder: string, cause: unknown): PropensityError {
  if (isDiskFull(cause)) {
    return new PropensityError('disk_full', `There is no room left on the disk of ${folder}.`, {
      hint: 'Make room there, or set local.folder to a larger disk, and run again: what was there before is unchanged.',
      cause,
    });
  }
  return new PropensityError('folder_not_writable', `The folder ${folder} cannot be written to.`, {
    hint: 'Give the user that runs this command the right to write there, or set local.folder to another place.',
    cause,
  });
}
