import { PropensityError } from '@propensity/core';

/** The error for a folder that cannot be made or written to. */
export function folderError(folder: string, cause: unknown): PropensityError {
  return new PropensityError('folder_not_writable', `The folder ${folder} cannot be written to.`, {
    hint: 'Give the user that runs this command the right to write there, or set local.folder to another place.',
    cause,
  });
}
