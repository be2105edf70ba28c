import { PropensityError } from '@propensity/core';

/** The error for a day file that is truncated or not what its name says; an error of the system's own is left as it is. */
export function unreadableExport(path: string, cause: unknown): PropensityError {
  if (PropensityError.is(cause)) return cause;
  return new PropensityError(
    'unreadable_export',
    `The export file ${path} cannot be read: it is truncated or not in the format its name says.`,
    {
      hint: 'Export that day again.',
      details: { file: path },
      cause,
    },
  );
}
