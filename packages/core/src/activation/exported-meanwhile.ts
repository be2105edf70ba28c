import { PropensityError } from '../errors/propensity-error.js';
import type { ScoreExport } from '../ports/score-exports.js';

/** The error for an export whose place another one to the same destination has taken. */
export function exportedMeanwhile({ destination, fileName }: ScoreExport): PropensityError {
  return new PropensityError(
    'exported_meanwhile',
    `Another export to "${destination}" was completed at the same time; ${fileName} is written, but not recorded.`,
    {
      kind: 'conflict',
      hint: 'Use the file of the other one, or export again: what has not been recorded is given again.',
    },
  );
}

/** The error for an export that holds somebody who was forgotten while it was being written. */
export function forgottenMeanwhile({ destination, fileName }: ScoreExport): PropensityError {
  return new PropensityError(
    'forgotten_meanwhile',
    `Users were forgotten while ${fileName} was being written for "${destination}"; it may hold them, and is not recorded.`,
    { kind: 'conflict', hint: 'Delete the file, and export again.' },
  );
}
